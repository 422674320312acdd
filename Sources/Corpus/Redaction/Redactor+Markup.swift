import HTTPWire

/// XML and HTML, as far as it takes to find elements and attributes with the names of secrets.
extension Redactor {
    /// An element that is under way, and whose content is a secret.
    private struct SecretElement {
        /// Its name; nil for one that ends with the next tag, whichever that is.
        var name: FieldName?
        var rule: String
    }

    /// Markup with pseudonyms in the places of secrets; of as many bytes.
    mutating func markup(_ text: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        var element: SecretElement?
        var place = 0
        while let open = text[place...].firstIndex(of: UInt8(ascii: "<")) {
            result.append(contentsOf: characters(text[place..<open], element))
            if text[open...].starts(with: Self.cdata) {
                let start = open + Self.cdata.count
                place = text[start...].firstRange(of: "]]>".utf8)?.lowerBound ?? text.count
                result.append(contentsOf: text[open..<start] + characters(text[start..<place], element))
                continue
            }
            let end = Self.tagEnd(text, open)
            let tag = text[open..<end]
            let isEndTag = tag.dropFirst().first == UInt8(ascii: "/")
            let name = Self.name(of: tag.dropFirst(isEndTag ? 2 : 1))
            let attributes = Self.attributes(of: tag)
            let (own, given) = (rule(ofMember: name), ruleOfName(in: tag, attributes))
            result.append(contentsOf: self.tag(tag, attributes, own ?? given))
            place = end
            if let open = element, open.name.map({ isEndTag && $0.matches(name) }) ?? true { element = nil }
            guard element == nil, !isEndTag, tag.dropLast().last != UInt8(ascii: "/") else { continue }
            if let own {
                element = SecretElement(name: FieldName(String(decoding: name, as: UTF8.self)), rule: own)
            } else if let given {
                element = SecretElement(name: nil, rule: given)
            }
        }
        result.append(contentsOf: characters(text[place...], element))
        return result
    }

    private static let cdata = Array("<![CDATA[".utf8)

    private mutating func characters(_ text: ArraySlice<UInt8>, _ element: SecretElement?) -> [UInt8] {
        if let element { return secret(text, .none, element.rule) }
        return free(text, .none)
    }

    private static func name(of tag: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        tag.prefix { $0 > 0x20 && $0 != UInt8(ascii: ">") && $0 != UInt8(ascii: "/") }
    }

    // MARK: - Tags

    /// An attribute: where its name is, and its value without quotes.
    private typealias Attribute = (name: Range<Int>, value: Range<Int>)

    /// Attributes that name what a tag is of, and those that have its value.
    private static let naming: [FieldName] = ["name", "id", "property", "key"]
    private static let named: [FieldName] = ["value", "content"]

    /// The rule by which what the tag names is a secret, as in `<input name="csrf_token" value="...">`.
    private mutating func ruleOfName(in tag: ArraySlice<UInt8>, _ attributes: [Attribute]) -> String? {
        for (name, value) in attributes where Self.naming.contains(where: { $0.matches(tag[name]) }) {
            if let rule = rule(ofMember: tag[value]) { return rule }
        }
        return nil
    }

    /// A tag with pseudonyms in the places of secrets.
    ///
    /// - Parameter named: the rule by which `value` and `content` are, as of what the tag is named.
    private mutating func tag(_ tag: ArraySlice<UInt8>, _ attributes: [Attribute], _ named: String?) -> [UInt8] {
        var result: [UInt8] = []
        var place = tag.startIndex
        for (name, value) in attributes {
            result.append(contentsOf: tag[place..<value.lowerBound])
            let isNamed = named != nil && Self.named.contains { $0.matches(tag[name]) }
            if let rule = rule(ofMember: tag[name]) ?? (isNamed ? named : nil) {
                result.append(contentsOf: secret(tag[value], .none, rule))
            } else {
                append(free: tag[value], .none, to: &result)
            }
            place = value.upperBound
        }
        append(free: tag[place...], .none, to: &result)
        return result
    }

    private static func attributes(of tag: ArraySlice<UInt8>) -> [Attribute] {
        var found: [Attribute] = []
        var index = tag.startIndex
        while let equals = tag[index...].firstIndex(of: UInt8(ascii: "=")) {
            let nameEnd = tag[index..<equals].lastIndex { $0 > 0x20 }.map { $0 + 1 } ?? equals
            let nameStart = tag[index..<nameEnd].lastIndex { $0 <= 0x20 || $0 == UInt8(ascii: "<") }.map { $0 + 1 }
            var start = tag[(equals + 1)...].firstIndex { $0 > 0x20 } ?? tag.endIndex
            let quote = start < tag.endIndex && isQuote(tag[start]) ? tag[start] : nil
            if quote != nil { start += 1 }
            let end = tag[start...].firstIndex { byte in
                quote.map { byte == $0 } ?? (byte <= 0x20 || byte == UInt8(ascii: ">"))
            }
            found.append(((nameStart ?? index)..<nameEnd, start..<(end ?? tag.endIndex)))
            index = end ?? tag.endIndex
            if quote != nil, index < tag.endIndex { index += 1 }
        }
        return found
    }

    /// Where a tag is over that begins somewhere: behind its `>`, which is none between the quotes of a value.
    private static func tagEnd(_ text: [UInt8], _ open: Int) -> Int {
        var quote: UInt8?
        var last: UInt8 = 0
        for place in open..<text.count {
            let byte = text[place]
            if let known = quote {
                if byte == known { quote = nil }
            } else if byte == UInt8(ascii: ">") {
                return place + 1
            } else if isQuote(byte), last == UInt8(ascii: "=") {
                quote = byte
            }
            if byte > 0x20 { last = byte }
        }
        return text.count
    }

    private static func isQuote(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'")
    }
}
