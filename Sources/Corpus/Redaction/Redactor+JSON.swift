/// JSON (RFC 8259), read as it comes: strings, numbers and what they are the values of.
///
/// What is cut off, or many values one behind the other, is read as far as it goes; so is JSON within other text, as in a script
/// or in a stream of events.
extension Redactor {
    /// JSON with pseudonyms in the places of secrets; of as many bytes.
    mutating func json(_ text: ArraySlice<UInt8>, depth: Int) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        var index = text.startIndex
        /// Where what is not written yet begins: signs, numbers and words between the strings.
        var rest = index
        var nesting = 0
        /// The rule of the member whose value comes next, and of the object or array that one was.
        var next: String?
        var within: (rule: String, nesting: Int)?
        while index < text.endIndex {
            switch text[index] {
            case UInt8(ascii: "\""):
                let end = Self.stringEnd(text, index + 1)
                let string = text[(index + 1)..<end]
                let rule = next ?? within?.rule
                if rule == nil, string.contains(0x0A) {
                    // No string goes on in another line (RFC 8259, section 7): the quote is one of other text.
                    index += 1
                    continue
                }
                append(free: text[rest..<index], .none, depth: depth, to: &result)
                result.append(text[index])
                let isClosed = end < text.endIndex
                if isClosed, Self.isName(text, after: end + 1) {
                    next = self.rule(ofMember: string)
                    append(free: string, .json, depth: 0, to: &result)
                } else if let rule {
                    result.append(contentsOf: secret(string, .json, rule))
                    next = nil
                } else {
                    append(free: string, .json, depth: depth, to: &result)
                }
                if isClosed { result.append(text[end]) }
                index = min(end + 1, text.endIndex)
                rest = index
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
                let end = text[index...].firstIndex { !Self.isNumber($0) } ?? text.endIndex
                if let rule = next ?? within?.rule {
                    append(free: text[rest..<index], .none, depth: depth, to: &result)
                    result.append(contentsOf: number(text[index..<end], rule: rule))
                    rest = end
                }
                next = nil
                index = end
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                nesting += 1
                if let rule = next, within == nil { within = (rule, nesting) }
                next = nil
                index += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                if within?.nesting == nesting { within = nil }
                nesting -= 1
                next = nil
                index += 1
            case UInt8(ascii: ","):
                next = nil
                index += 1
            default: index += 1
            }
        }
        append(free: text[rest...], .none, depth: depth, to: &result)
        return result
    }

    /// The rule by which the value of a member, or of an element or attribute, is a secret; nil where it is none.
    mutating func rule(ofMember name: ArraySlice<UInt8>) -> String? {
        memberNames.rule(of: name) { [rules] written in
            let name = SecretNames.normalized(EscapedText(written, .json).bytes)
            return rules.isSecret(parameter: name, inQuery: false) ? "\(name) in a body" : nil
        }
    }

    private mutating func number(_ token: ArraySlice<UInt8>, rule: String) -> [UInt8] {
        var changed = pseudonyms.secret(Array(token))
        for (place, byte) in zip(changed.indices, token) where byte &- 0x30 >= 10 { changed[place] = byte }
        // A number begins with no 0 but 0 itself.
        if let first = changed.firstIndex(where: { $0 &- 0x30 < 10 }), changed[first] == 0x30,
            token[token.startIndex + first] != 0x30
        {
            changed[first] = 0x31
        }
        if !changed.elementsEqual(token) { report.count(rule) }
        return changed
    }

    /// Whether there is a member of JSON somewhere in text: a quote, a colon behind it, and nothing but blanks between.
    static func holdsMember(_ text: [UInt8]) -> Bool {
        var isBehindQuote = false
        for byte in text {
            if isBehindQuote, byte == UInt8(ascii: ":") { return true }
            isBehindQuote = byte == UInt8(ascii: "\"") || (isBehindQuote && byte <= 0x20)
        }
        return false
    }

    /// Where a string's closing quote is; the end where there is none.
    private static func stringEnd(_ text: ArraySlice<UInt8>, _ start: Int) -> Int {
        var index = start
        while index < text.endIndex, text[index] != UInt8(ascii: "\"") {
            index += text[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        return min(index, text.endIndex)
    }

    private static func isName(_ text: ArraySlice<UInt8>, after place: Int) -> Bool {
        guard place <= text.endIndex else { return false }
        return text[place...].first { $0 > 0x20 } == UInt8(ascii: ":")
    }

    private static func isNumber(_ byte: UInt8) -> Bool {
        byte &- 0x30 < 10 || "+-.eE".utf8.contains(byte)
    }
}
