import Foundation

/// Text of any kind, in which secrets may stand anywhere.
extension Redactor {
    /// Text without escapes, with pseudonyms in the places of secrets.
    ///
    /// - Parameter depth: how many texts within it are looked through.
    mutating func content(_ text: [UInt8], depth: Int = Redactor.mostLevels) -> [UInt8] {
        if depth > 0, Self.looksLikeJSON(text) { return json(text[...], depth: depth - 1) }
        return plain(text, depth: depth)
    }

    private static func looksLikeJSON(_ text: [UInt8]) -> Bool {
        let first = text.first { $0 > 0x20 }
        return first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
            ? text.contains(UInt8(ascii: "\"")) : holdsMember(text)
    }

    /// Text of no form.
    private mutating func plain(_ text: [UInt8], depth: Int) -> [UInt8] {
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
        for (name, range) in secretParameters(in: text) where isFree(range) {
            replace(range, secret(text[range], .form, "?\(name)="))
        }
        for range in WebToken.ranges(in: text) where isFree(range) {
            replace(range, secret(text[range], .none, "JSON Web Token"))
        }
        for range in Self.bearerTokens(in: text) where isFree(range) {
            replace(range, secret(text[range], .none, "Bearer token"))
        }
        // What is escaped in the rest, as in the parameters of a URL that a field or a string holds, is text of its own.
        if depth > 0, EscapedText.holdsPercentEscape(text[...]) {
            for range in Self.gaps(in: taken, of: text.count) {
                result.replaceSubrange(range, with: unescaped(text[range], depth: depth - 1))
            }
            return result
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

    private mutating func unescaped(_ text: ArraySlice<UInt8>, depth: Int) -> [UInt8] {
        let inner = EscapedText(text, .percent)
        return inner.escaped(content(inner.bytes, depth: depth))
    }

    /// What is not taken of so many bytes.
    private static func gaps(in taken: [Bool], of count: Int) -> [Range<Int>] {
        if taken.isEmpty { return [0..<count] }
        return taken.indices.split { taken[$0] }.map { $0.startIndex..<$0.endIndex }
    }

    /// Parameters within text that are secrets, as in a `Referer`, a URL in a body or a line of settings: their names, and where their
    /// values are.
    private func secretParameters(in text: [UInt8]) -> [(String, Range<Int>)] {
        var found: [(String, Range<Int>)] = []
        var place = 0
        while let equals = text[place...].firstIndex(of: UInt8(ascii: "=")) {
            place = equals + 1
            var start = equals
            while start > 0, equals - start < 64, Self.isName(text[start - 1]) { start -= 1 }
            guard start < equals, start == 0 || Self.isBeforeName(text[start - 1]) else { continue }
            let name = SecretNames.normalized(EscapedText(text[start..<equals], .form).bytes)
            // The value of another one may have a URL in it.
            guard rules.isSecret(parameter: name, inQuery: true) else { continue }
            let first = place < text.count ? text[place] : 0
            let isQuoted = first == UInt8(ascii: "\"") || first == UInt8(ascii: "'")
            if isQuoted { place += 1 }
            // A parameter of a path ends with its segment; in a query a `/` may be part of a value.
            let isOfPath = start > 0 && text[start - 1] == UInt8(ascii: ";")
            let end = text[place...].firstIndex { byte in
                isQuoted ? byte == first : Self.isEnd(byte) || (isOfPath && byte == UInt8(ascii: "/"))
            }
            found.append((name, place..<(end ?? text.count)))
            place = end ?? text.count
        }
        return found
    }

    private static func isName(_ byte: UInt8) -> Bool {
        byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 || "_-.[]%".utf8.contains(byte)
    }

    private static func isBeforeName(_ byte: UInt8) -> Bool {
        byte <= 0x20 || "?&;#,\"'".utf8.contains(byte)
    }

    private static func isEnd(_ byte: UInt8) -> Bool {
        byte <= 0x20 || "&;#\"'<>),".utf8.contains(byte)
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
