import Crypto
import Foundation

/// Makes keyed pseudonyms of the same shape and length: equal values give equal pseudonyms under one key, and nothing of a
/// value can be told from its pseudonym without the key but its shape.
///
/// The letters and digits come from HMAC-SHA256 (RFC 2104) of the value. Digits stay digits, letters stay letters of their
/// case; what is no ASCII stays a character of as many bytes; all else stays.
struct Pseudonymizer {
    private let key: SymmetricKey
    private var known: [[UInt8]: [UInt8]] = [:]

    /// Values that are remembered.
    private static let memoryLimit = 16_384
    /// Values that are longer are not remembered.
    private static let memoryLength = 512

    init(key: SymmetricKey) {
        self.key = key
    }

    /// A pseudonym of a secret.
    mutating func secret(_ value: [UInt8]) -> [UInt8] {
        pseudonym(of: value, kind: 0) { Self.shaped(value, by: &$0, from: 0, upTo: value.count) }
    }

    /// A pseudonym of an e-mail address: the last label of its domain stays, and two spellings of one address that differ
    /// in case have pseudonyms that differ in case.
    mutating func emailAddress(_ value: [UInt8]) -> [UInt8] {
        let end = value.lastIndex(of: UInt8(ascii: ".")) ?? value.count
        let lowered = value.map { $0 &- 0x41 < 26 ? $0 | 0x20 : $0 }
        return pseudonym(of: value, seed: lowered, kind: 1) { Self.shaped(value, by: &$0, from: 0, upTo: end) }
    }

    /// A pseudonym of a card number, which passes Luhn's check as the number does; its first digit, the network's, stays.
    mutating func cardNumber(_ value: [UInt8]) -> [UInt8] {
        let digits = value.filter { $0 &- 0x30 < 10 }
        return pseudonym(of: value, seed: digits, kind: 2) { stream in
            var result = value
            let places = value.indices.filter { value[$0] &- 0x30 < 10 }
            for place in places.dropFirst().dropLast() { result[place] = 0x30 + UInt8(stream.number(below: 10)) }
            guard let last = places.last else { return result }
            result[last] = 0x30
            let sum = Luhn.sum(places.map { result[$0] &- 0x30 })
            result[last] = 0x30 + UInt8((10 - sum % 10) % 10)
            return result
        }
    }

    private mutating func pseudonym(
        of value: [UInt8],
        seed: [UInt8]? = nil,
        kind: UInt8,
        _ make: (inout PseudonymStream) -> [UInt8]
    ) -> [UInt8] {
        let name = [kind] + value
        if let found = known[name] { return found }
        var result = value
        // A short value may come out as it was; the next try is another one.
        for attempt in 0..<16 as Range<UInt8> {
            var stream = PseudonymStream(key: key, seed: [kind, attempt] + (seed ?? value))
            result = make(&stream)
            if result != value { break }
        }
        if value.count <= Self.memoryLength {
            if known.count >= Self.memoryLimit { known.removeAll(keepingCapacity: true) }
            known[name] = result
        }
        return result
    }

    private static func shaped(_ value: [UInt8], by stream: inout PseudonymStream, from start: Int, upTo end: Int)
        -> [UInt8]
    {
        var result = value
        var index = start
        while index < end {
            let byte = value[index]
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): result[index] = 0x30 + UInt8(stream.number(below: 10))
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): result[index] = 0x41 + UInt8(stream.number(below: 26))
            case UInt8(ascii: "a")...UInt8(ascii: "z"): result[index] = 0x61 + UInt8(stream.number(below: 26))
            case 0x80...:
                let length = characterLength(value, at: index, end)
                // A lead byte may say which second byte it takes (RFC 3629, section 4); the third and fourth are free.
                let isFree =
                    (0xC2...0xDF).contains(byte)
                    || [0xE1...0xEC, 0xEE...0xEF, 0xF1...0xF3].contains { $0.contains(byte) }
                for place in (index + 1..<index + length).dropFirst(isFree ? 0 : 1) {
                    result[place] = 0x80 + UInt8(stream.number(below: 64))
                }
                if length == 1 { result[index] = 0x80 + UInt8(stream.number(below: 128)) }
                index += length - 1
            default: break
            }
            index += 1
        }
        return result
    }

    /// Bytes of the UTF-8 character that begins there; 1 where none does.
    private static func characterLength(_ value: [UInt8], at index: Int, _ end: Int) -> Int {
        let length =
            switch value[index] {
            case 0xC2...0xDF: 2
            case 0xE0...0xEF: 3
            case 0xF0...0xF4: 4
            default: 1
            }
        guard index + length <= end, value[(index + 1)..<(index + length)].allSatisfy({ $0 & 0xC0 == 0x80 }) else {
            return 1
        }
        return length
    }
}

/// Numbers that follow from a key and a seed.
struct PseudonymStream {
    private let key: SymmetricKey
    private var block: [UInt8] = []
    private var position = 0
    private var counter: UInt64 = 0

    init(key: SymmetricKey, seed: [UInt8]) {
        self.key = SymmetricKey(data: HMAC<SHA256>.authenticationCode(for: seed, using: key))
    }

    /// A number from 0 up to a limit of 256 at most, each as likely as another.
    mutating func number(below limit: Int) -> Int {
        let most = 256 - 256 % limit
        while true {
            let byte = Int(byte())
            if byte < most { return byte % limit }
        }
    }

    private mutating func byte() -> UInt8 {
        if position == block.count {
            block = withUnsafeBytes(of: counter.littleEndian) {
                Array(HMAC<SHA256>.authenticationCode(for: Data($0), using: key))
            }
            counter += 1
            position = 0
        }
        position += 1
        return block[position - 1]
    }
}

/// The check of card numbers (ISO/IEC 7812-1, annex B).
enum Luhn {
    /// The sum of digits, every second one from the right doubled; a multiple of 10 for a number that passes.
    static func sum(_ digits: [UInt8]) -> Int {
        var sum = 0
        for (place, digit) in digits.reversed().enumerated() {
            let value = place % 2 == 1 ? Int(digit) * 2 : Int(digit)
            sum += value > 9 ? value - 9 : value
        }
        return sum
    }
}
