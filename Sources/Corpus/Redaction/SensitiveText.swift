/// Finds e-mail addresses and card numbers in text.
enum SensitiveText {
    /// E-mail addresses: the plain form of RFC 5321, section 4.1.2, with a domain of two labels at least.
    static func emailAddresses(in text: ArraySlice<UInt8>) -> [Range<Int>] {
        var found: [Range<Int>] = []
        var search = text.startIndex
        while let at = text[search...].firstIndex(of: UInt8(ascii: "@")) {
            search = at + 1
            var start = at
            let floor = found.last?.upperBound ?? text.startIndex
            while start > floor, isLocal(text[start - 1]) { start -= 1 }
            while start < at, text[start] == UInt8(ascii: ".") { start += 1 }
            guard start < at, let end = domainEnd(text, at + 1) else { continue }
            found.append(start..<end)
            search = end
        }
        return found
    }

    private static func isLocal(_ byte: UInt8) -> Bool {
        isAlphanumeric(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "+")
            || byte == UInt8(ascii: "-")
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        byte &- 0x30 < 10 || byte | 0x20 &- 0x61 < 26 && (byte | 0x20) >= 0x61 || byte >= 0x80
    }

    private static func domainEnd(_ text: ArraySlice<UInt8>, _ start: Int) -> Int? {
        var end: Int?
        var label = start
        var labels = 0
        var index = start
        while true {
            let isInside = index < text.endIndex && (isAlphanumeric(text[index]) || text[index] == UInt8(ascii: "-"))
            if isInside {
                index += 1
                continue
            }
            guard index > label else { return end }
            labels += 1
            let isName = text[label..<index].count >= 2 && text[label..<index].contains { $0 | 0x20 >= 0x61 }
            if labels >= 2, isName { end = index }
            guard index < text.endIndex, text[index] == UInt8(ascii: ".") else { return end }
            index += 1
            label = index
        }
    }

    /// The fewest digits that a card number has.
    static let leastCardDigits = 13

    /// Card numbers: 13 to 19 digits of a payment network (ISO/IEC 7812: they begin with 2 to 6) that pass Luhn's check,
    /// in one piece or in the groups in which they are printed.
    static func cardNumbers(in text: ArraySlice<UInt8>) -> [Range<Int>] {
        var found: [Range<Int>] = []
        var groups: [Range<Int>] = []
        var index = text.startIndex
        while index < text.endIndex {
            guard isDigit(text[index]) else {
                index += 1
                continue
            }
            let start = index
            while index < text.endIndex, isDigit(text[index]) { index += 1 }
            if let last = groups.last, start - last.upperBound != 1 || !isSeparator(text[last.upperBound]) {
                found += cards(in: text, groups)
                groups = []
            }
            groups.append(start..<index)
        }
        return found + cards(in: text, groups)
    }

    private static let layouts = [[4, 4, 4, 4], [4, 4, 4, 4, 3], [4, 6, 5], [4, 6, 4], [4, 3, 3, 3]]

    private static func cards(in text: ArraySlice<UInt8>, _ groups: [Range<Int>]) -> [Range<Int>] {
        var found: [Range<Int>] = []
        var place = 0
        while place < groups.count {
            let group = groups[place]
            if (leastCardDigits...19).contains(group.count), !isDecimal(text, group.lowerBound), passes(text[group]) {
                found.append(group)
            } else if group.count == 4 {
                for layout in layouts where groups.count - place >= layout.count {
                    let part = groups[place..<place + layout.count]
                    let range = group.lowerBound..<part[part.endIndex - 1].upperBound
                    guard part.map(\.count) == layout, passes(text[range]) else { continue }
                    found.append(range)
                    place += layout.count - 1
                    break
                }
            }
            place += 1
        }
        return found
    }

    private static func passes(_ text: ArraySlice<UInt8>) -> Bool {
        guard let first = text.first, (0x32...0x36).contains(first) else { return false }
        return Luhn.sum(text.filter(isDigit).map { $0 &- 0x30 }) % 10 == 0
    }

    /// Whether digits are those behind a decimal point.
    private static func isDecimal(_ text: ArraySlice<UInt8>, _ start: Int) -> Bool {
        start - 2 >= text.startIndex && text[start - 1] == UInt8(ascii: ".") && isDigit(text[start - 2])
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

    private static func isSeparator(_ byte: UInt8) -> Bool { byte == 0x20 || byte == UInt8(ascii: "-") }
}
