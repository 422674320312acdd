import HTTPWire

/// Tells a value that somebody made up for one session, such as a token or an identifier, from a word or a small number, which
/// two messages may have in common by chance.
///
/// It errs on the side of no: a link that is not there costs a replay one failure that shows, and a wrong one makes requests
/// that nobody ever sent.
enum DistinctiveValue {
    /// The least and the most bytes.
    static let lengths = 5...4096

    /// Whether a value is one.
    static func isOne(_ value: ArraySlice<UInt8>) -> Bool {
        guard lengths.contains(value.count) else { return false }
        let traits = Traits(value)
        guard traits.isToken, !isDate(value) else { return false }
        let letters = traits.upper + traits.lower
        if letters == 0 { return traits.digits == value.count ? isNumber(value) : isGrouped(value, traits) }
        guard traits.different >= 4 else { return false }
        if traits.digits >= 4 { return true }
        if traits.digits > 0 { return value.count >= 8 && traits.turns >= 2 && traits.different >= 5 }
        // Without a digit it is a name, unless its case changes as no name's does.
        return value.count >= 16 && min(traits.upper, traits.lower) >= value.count / 4
            && traits.caseTurns >= value.count / 3
    }

    /// Whether a name is such a value: with more digits than names have, or a case that changes as theirs does not.
    ///
    /// It errs on the side of no even more: `oauth2_client` and `customerShippingAddress2` are names.
    static func isKey(_ name: ArraySlice<UInt8>) -> Bool {
        guard isOne(name) else { return false }
        let traits = Traits(name)
        return traits.digits >= 5 || (name.count >= 16 && traits.caseTurns >= name.count / 3)
    }

    /// Identifiers are long, and not round as amounts and limits are.
    private static func isNumber(_ digits: ArraySlice<UInt8>) -> Bool {
        digits.drop { $0 == UInt8(ascii: "0") }.dropFirst().contains { $0 != UInt8(ascii: "0") }
    }

    /// Whether it begins as a date does: `2026-11-27`.
    private static func isDate(_ value: ArraySlice<UInt8>) -> Bool {
        value.count >= 10
            && zip(value, "dddd-dd-dd".utf8).allSatisfy { byte, form in
                form == UInt8(ascii: "d") ? ASCII.isDigit(byte) : byte == form
            }
    }

    /// Digits with signs between them: no date, time, amount or address, which have groups of a few.
    private static func isGrouped(_ value: ArraySlice<UInt8>, _ traits: Traits) -> Bool {
        traits.digits >= 8
            && value.split(whereSeparator: { !ASCII.isDigit($0) }).contains { $0.count >= 5 }
            && traits.different >= 4
    }

    /// What there is to see in one pass.
    private struct Traits {
        var digits = 0
        var upper = 0
        var lower = 0
        /// Whether it has no other bytes than tokens in URLs, headers and cookies have.
        var isToken = true
        /// How often a digit follows a letter, or a letter a digit.
        var turns = 0
        /// How often the case changes from one letter to the next.
        var caseTurns = 0
        private var seen: (UInt64, UInt64) = (0, 0)

        /// How many different bytes there are.
        var different: Int { seen.0.nonzeroBitCount + seen.1.nonzeroBitCount }

        init(_ value: ArraySlice<UInt8>) {
            var last: Kind?
            for byte in value {
                guard byte > 0x20, byte < 0x7F, byte != UInt8(ascii: "<"), byte != UInt8(ascii: ">") else {
                    isToken = false
                    return
                }
                if byte < 64 { seen.0 |= 1 << UInt64(byte) } else { seen.1 |= 1 << UInt64(byte - 64) }
                guard let kind = Kind(byte) else { continue }
                switch kind {
                case .digit: digits += 1
                case .upper: upper += 1
                case .lower: lower += 1
                }
                if let last, last != kind {
                    if last == .digit || kind == .digit { turns += 1 } else { caseTurns += 1 }
                }
                last = kind
            }
        }
    }

    private enum Kind {
        case digit
        case upper
        case lower

        init?(_ byte: UInt8) {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): self = .digit
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): self = .upper
            case UInt8(ascii: "a")...UInt8(ascii: "z"): self = .lower
            default: return nil
            }
        }
    }
}
