/// Text without its escapes, and the way back: as many bytes, each escape written as it was.
///
/// A pseudonym has its value's shape, so that what was escaped has to be escaped again, and nothing else.
struct EscapedText {
    /// How characters are escaped.
    enum Escaping {
        /// Not at all.
        case none
        /// `%41` (RFC 3986, section 2.1), as in a path.
        case percent
        /// The same, and a `+` is a blank, as in forms and queries (https://url.spec.whatwg.org/#application/x-www-form-urlencoded).
        case form
        /// `\u0041` and its like (RFC 8259, section 7).
        case json
    }

    /// The bytes without their escapes.
    let bytes: [UInt8]

    private let source: ArraySlice<UInt8>
    /// Escapes: where they are in the source, and in the bytes.
    private var escapes: [(source: Range<Int>, decoded: Range<Int>)] = []

    init(_ source: ArraySlice<UInt8>, _ escaping: Escaping) {
        self.source = source
        let mark = escaping == .json ? UInt8(ascii: "\\") : UInt8(ascii: "%")
        let other = escaping == .form ? UInt8(ascii: "+") : mark
        guard escaping != .none, source.contains(where: { $0 == mark || $0 == other }) else {
            bytes = Array(source)
            return
        }
        var decoded: [UInt8] = []
        decoded.reserveCapacity(source.count)
        var index = source.startIndex
        while index < source.endIndex {
            if source[index] == mark || source[index] == other,
                let (length, value) = escaping == .json ? Self.json(source[index...]) : Self.percent(source[index...])
            {
                escapes.append((index..<index + length, decoded.count..<decoded.count + value.count))
                decoded.append(contentsOf: value)
                index += length
            } else {
                decoded.append(source[index])
                index += 1
            }
        }
        bytes = decoded
    }

    /// Other bytes of the same number and the same shape, with the same escapes.
    func escaped(_ changed: [UInt8]) -> [UInt8] {
        guard changed.count == bytes.count else { return Array(source) }
        if escapes.isEmpty { return changed }
        var result: [UInt8] = []
        result.reserveCapacity(source.count)
        var place = 0
        for (source, decoded) in escapes {
            result.append(contentsOf: changed[place..<decoded.lowerBound])
            let old = Array(self.source[source])
            result.append(
                contentsOf: changed[decoded] == bytes[decoded] ? old : Self.escape(changed[decoded], like: old)
            )
            place = decoded.upperBound
        }
        result.append(contentsOf: changed[place...])
        return result.count == source.count ? result : Array(source)
    }

    /// Whether text has an escape as URLs have them.
    static func holdsPercentEscape(_ text: ArraySlice<UInt8>) -> Bool {
        text.indices.contains { text[$0] == UInt8(ascii: "%") && percent(text[$0...]) != nil }
    }

    private static func percent(_ text: ArraySlice<UInt8>) -> (Int, [UInt8])? {
        if text.first == UInt8(ascii: "+") { return (1, [0x20]) }
        guard text.count >= 3, let value = number(text.dropFirst().prefix(2)) else { return nil }
        return (3, [UInt8(value)])
    }

    private static func json(_ text: ArraySlice<UInt8>) -> (Int, [UInt8])? {
        let start = text.startIndex
        guard text.count >= 2 else { return nil }
        switch text[start + 1] {
        case UInt8(ascii: "n"): return (2, [0x0A])
        case UInt8(ascii: "r"): return (2, [0x0D])
        case UInt8(ascii: "t"): return (2, [0x09])
        case UInt8(ascii: "b"): return (2, [0x08])
        case UInt8(ascii: "f"): return (2, [0x0C])
        case UInt8(ascii: "u"):
            guard text.count >= 6, let unit = number(text[start + 2..<start + 6]) else { return nil }
            if let scalar = Unicode.Scalar(unit) { return (6, Array(String(Character(scalar)).utf8)) }
            guard unit < 0xDC00, text.count >= 12, text[start + 6] == UInt8(ascii: "\\"),
                text[start + 7] == UInt8(ascii: "u"),
                let low = number(text[start + 8..<start + 12]), (0xDC00...0xDFFF).contains(low),
                let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
            else { return (6, [0x3F]) }
            return (12, Array(String(Character(scalar)).utf8))
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return (2, [text[start + 1]])
        // No escape of JSON's: the backslash is one, and what follows stands for itself.
        default: return nil
        }
    }

    /// The escape of changed bytes in the form, and with the case, of the one that was there.
    private static func escape(_ bytes: ArraySlice<UInt8>, like old: [UInt8]) -> [UInt8] {
        let isUpper = !old.dropFirst().contains { (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0) }
        func digits(_ value: UInt32, _ count: Int) -> [UInt8] {
            let text = String(value, radix: 16, uppercase: isUpper)
            return Array((String(repeating: "0", count: max(0, count - text.utf8.count)) + text).utf8)
        }
        if old.first == UInt8(ascii: "%"), let byte = bytes.first { return [old[0]] + digits(UInt32(byte), 2) }
        guard old.count >= 6, let scalar = String(decoding: bytes, as: UTF8.self).unicodeScalars.first else {
            return old
        }
        let units = Array(String(Character(scalar)).utf16)
        let text = units.flatMap { [UInt8(ascii: "\\"), UInt8(ascii: "u")] + digits(UInt32($0), 4) }
        return text.count == old.count ? text : old
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> UInt32? {
        var value: UInt32 = 0
        for digit in digits {
            switch digit {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt32(digit - 0x30)
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = value << 4 | UInt32(digit - 0x57)
            case UInt8(ascii: "A")...UInt8(ascii: "F"): value = value << 4 | UInt32(digit - 0x37)
            default: return nil
            }
        }
        return value
    }
}
