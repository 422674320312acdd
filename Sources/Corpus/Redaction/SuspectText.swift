/// Tells in one pass, without a copy, whether text may hold something that is replaced: most texts hold nothing, and are
/// looked at no further.
enum SuspectText {
    /// What a byte may be the beginning or a part of.
    private enum Sign {
        static let none: UInt8 = 0
        /// A digit, of a card number.
        static let digit: UInt8 = 1
        /// What no secret that is found by its form can do without: `=`, `@`, and what an escape begins with.
        static let mark: UInt8 = 2
        /// The first letter of `Bearer`.
        static let bearer: UInt8 = 3
        /// The first letter of a JSON Web Token.
        static let token: UInt8 = 4
        /// What begins an escape, if two digits follow.
        static let percent: UInt8 = 5
        /// What is an escape in JSON only.
        static let backslash: UInt8 = 6
        /// The end of a member's name, if a colon follows.
        static let quote: UInt8 = 7
    }

    private static let signs: [UInt8] = {
        var signs = [UInt8](repeating: Sign.none, count: 256)
        for digit in UInt8(ascii: "0")...UInt8(ascii: "9") { signs[Int(digit)] = Sign.digit }
        for mark in "=@".utf8 { signs[Int(mark)] = Sign.mark }
        for letter in "Bb".utf8 { signs[Int(letter)] = Sign.bearer }
        signs[Int(UInt8(ascii: "e"))] = Sign.token
        signs[Int(UInt8(ascii: "%"))] = Sign.percent
        signs[Int(UInt8(ascii: "\\"))] = Sign.backslash
        signs[Int(UInt8(ascii: "\""))] = Sign.quote
        return signs
    }()

    /// Whether text may hold a parameter, a token, an address or a card number, or be JSON.
    ///
    /// - Parameter escaping: how its characters are escaped; text with escapes may hold anything.
    static func mayHoldSecret(_ text: ArraySlice<UInt8>, _ escaping: EscapedText.Escaping) -> Bool {
        text.withUnsafeBufferPointer { text in
            signs.withUnsafeBufferPointer { signs in
                var digits = 0
                var hasBegun = false
                for index in text.indices {
                    let byte = text[index]
                    if !hasBegun, byte > 0x20 {
                        hasBegun = true
                        if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") { return true }
                    }
                    switch signs[Int(byte)] {
                    case Sign.none: continue
                    case Sign.digit:
                        digits += 1
                        if digits >= SensitiveText.leastCardDigits { return true }
                    case Sign.mark: return true
                    case Sign.bearer: if follows("earer", text, index) { return true }
                    case Sign.token: if follows("yJ", text, index) { return true }
                    case Sign.percent: if text.dropFirst(index + 1).prefix(2).count(where: isHex) == 2 { return true }
                    case Sign.backslash: if escaping == .json { return true }
                    case Sign.quote:
                        if text.dropFirst(index + 1).first(where: { $0 > 0x20 }) == UInt8(ascii: ":") { return true }
                    default: continue
                    }
                }
                return false
            }
        }
    }

    private static func isHex(_ byte: UInt8) -> Bool {
        byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 6
    }

    private static func follows(_ rest: StaticString, _ text: UnsafeBufferPointer<UInt8>, _ index: Int) -> Bool {
        let count = rest.utf8CodeUnitCount
        guard index + count < text.count else { return false }
        return rest.withUTF8Buffer { rest in
            for place in 0..<count where text[index + 1 + place] != rest[place] { return false }
            return true
        }
    }
}
