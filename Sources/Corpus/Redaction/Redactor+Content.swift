import Foundation

/// Text of any kind, in which secrets may stand anywhere.
extension Redactor {
    /// Text without escapes, with pseudonyms in the places of secrets.
    mutating func content(_ text: [UInt8], depth: Int) -> [UInt8] {
        if depth > 0, let first = text.first(where: { $0 > 0x20 }),
            first == UInt8(ascii: "{") || first == UInt8(ascii: "["),
            text.contains(UInt8(ascii: "\""))
        {
            return json(text[...], depth: depth - 1)
        }
        return plain(text)
    }

    /// Text of no form.
    mutating func plain(_ text: [UInt8]) -> [UInt8] {
        var result = text
        /// For each byte whether it is of a pseudonym; empty where none is, as in most texts.
        var taken: [Bool] = []
        func isFree(_ range: Range<Int>) -> Bool {
            !range.isEmpty && (taken.isEmpty || !taken[range].contains(true))
        }
        func replace(_ range: Range<Int>, _ changed: [UInt8]) {
            if taken.isEmpty { taken = Array(repeating: false, count: text.count) }
            for place in range { taken[place] = true }
            result.replaceSubrange(range, with: changed)
        }
        if !rules.patterns.isEmpty {
            let latin = String(String.UnicodeScalarView(text.map { Unicode.Scalar($0) }))
            let whole = NSRange(location: 0, length: text.count)
            for pattern in rules.patterns {
                for match in pattern.expression.matches(in: latin, range: whole) {
                    let group = match.numberOfRanges > 1 ? match.range(at: 1) : match.range
                    guard group.location != NSNotFound else { continue }
                    let range = group.location..<group.location + group.length
                    guard isFree(range) else { continue }
                    replace(range, secret(text[range], .none, "rule \(pattern.name)"))
                }
            }
        }
        for (name, range) in Self.embedded(in: text) where isFree(range) {
            guard rules.isSecret(parameter: name, inQuery: true) else { continue }
            replace(range, secret(text[range], .percent, "?\(name)="))
        }
        for range in WebToken.ranges(in: text) where isFree(range) {
            replace(range, secret(text[range], .none, "JSON Web Token"))
        }
        for range in Self.bearerTokens(in: text) where isFree(range) {
            replace(range, secret(text[range], .none, "Bearer token"))
        }
        if rules.replacesEmailAddresses {
            for range in SensitiveText.emailAddresses(in: text[...]) where isFree(range) {
                report.count("e-mail address")
                replace(range, pseudonyms.emailAddress(Array(text[range])))
            }
        }
        if rules.replacesCardNumbers {
            for range in SensitiveText.cardNumbers(in: text[...]) where isFree(range) {
                report.count("card number")
                replace(range, pseudonyms.cardNumber(Array(text[range])))
            }
        }
        return result
    }

    /// Parameters within text, as in a `Referer` or a URL in a body: their names, and where their values are.
    private static func embedded(in text: [UInt8]) -> [(String, Range<Int>)] {
        var found: [(String, Range<Int>)] = []
        var place = 0
        while let equals = text[place...].firstIndex(of: UInt8(ascii: "=")) {
            place = equals + 1
            var start = equals
            while start > 0, equals - start < 64, isName(text[start - 1]) { start -= 1 }
            guard start < equals, start > 0,
                [UInt8(ascii: "?"), UInt8(ascii: "&"), UInt8(ascii: ";"), UInt8(ascii: "#")].contains(text[start - 1])
            else { continue }
            let end = text[place...].firstIndex(where: isEnd) ?? text.count
            found.append((SecretNames.normalized(EscapedText(text[start..<equals], .percent).bytes), place..<end))
            place = end
        }
        return found
    }

    private static func isName(_ byte: UInt8) -> Bool {
        byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 || "_-.[]%".utf8.contains(byte)
    }

    private static func isEnd(_ byte: UInt8) -> Bool {
        byte <= 0x20 || "&;#\"'<>),/".utf8.contains(byte)
    }

    /// What follows the word `Bearer` and has the length of a token.
    private static func bearerTokens(in text: [UInt8]) -> [Range<Int>] {
        var found: [Range<Int>] = []
        // Most texts are short, or one word, and looking for words in them is what would take the time.
        guard text.count >= leastToken + 7, text.contains(0x20) else { return [] }
        for word in ["Bearer ", "bearer "] {
            for match in text.ranges(of: Array(word.utf8)) {
                let end =
                    text[match.upperBound...].firstIndex { $0 <= 0x20 || "\"'<>,;".utf8.contains($0) } ?? text.count
                if end - match.upperBound >= leastToken { found.append(match.upperBound..<end) }
            }
        }
        return found
    }

    private static var leastToken: Int { 16 }
}
