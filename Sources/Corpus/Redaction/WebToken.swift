/// Finds JSON Web Tokens (RFC 7519) in their compact form: RFC 7515, section 7.1, and RFC 7516, section 7.1.
enum WebToken {
    /// A part's least length: that of the shortest header, `{"alg":"none"}`, less a few.
    private static let leastPart = 12

    /// Where tokens are in text: two or more parts in base64url, the first of them a JSON object.
    static func ranges(in text: [UInt8]) -> [Range<Int>] {
        var found: [Range<Int>] = []
        var index = 0
        // `eyJ` is `{"` in base64.
        while index + 2 < text.count {
            guard text[index] == UInt8(ascii: "e"), text[index + 1] == UInt8(ascii: "y"),
                text[index + 2] == UInt8(ascii: "J"), index == 0 || !isPart(text[index - 1])
            else {
                index += 1
                continue
            }
            var ends: [Int] = []
            var end = index
            while ends.count < 5 {
                end = text[end...].firstIndex { !isPart($0) } ?? text.count
                ends.append(end)
                guard end < text.count, text[end] == UInt8(ascii: ".") else { break }
                end += 1
            }
            if ends.count >= 2, ends[0] - index >= leastPart, ends[1] - ends[0] > 2 {
                found.append(index..<(ends.last ?? index))
            }
            index = max(ends.last ?? index, index + 3)
        }
        return found
    }

    private static func isPart(_ byte: UInt8) -> Bool {
        byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
    }
}
