import HTTPWire

/// Bodies, by what their fields say of them.
extension Redactor {
    private static let contentType = FieldName("content-type")
    private static let contentEncoding = FieldName("content-encoding")

    /// A body without its secrets, and what is known of it then.
    mutating func redactBody(
        _ body: [UInt8],
        fields: ArraySlice<UInt8>,
        _ state: RecordedRequest.BodyState
    ) -> ([UInt8], RecordedRequest.BodyState) {
        let lines = FieldLines(fields)
        let type = lines.firstText(of: Self.contentType) ?? ""
        if CompressedMessages.areWithin(body, type: type) {
            // Nobody can say what they hold.
            report.droppedBodies += 1
            return ([], .absent)
        }
        let coding = (lines.firstText(of: Self.contentEncoding) ?? "").lowercased()
        if coding.isEmpty || coding == "identity" { return (redacted(body, type: type), state) }
        guard coding == "gzip" || coding == "x-gzip", state == .complete, let inflated = BodyCoding.inflated(body)
        else {
            // Nobody can say what it holds.
            report.droppedBodies += 1
            return ([], .absent)
        }
        let changed = redacted(inflated, type: type)
        if changed == inflated { return (body, state) }
        guard let packed = BodyCoding.gzipped(changed) else {
            report.droppedBodies += 1
            return ([], .absent)
        }
        return (packed, state)
    }

    private mutating func redacted(_ body: [UInt8], type: String) -> [UInt8] {
        let lowered = type.lowercased()
        if lowered.hasPrefix("multipart/"), let boundary = Self.boundary(of: type) { return parts(body, boundary) }
        if lowered.contains("x-www-form-urlencoded") { return pairs(body[...], suffix: true) }
        if lowered.contains("json") { return json(body[...], depth: 4) }
        let first = body.first { $0 > 0x20 }
        if lowered.contains("xml") || first == UInt8(ascii: "<") { return markup(body) }
        if lowered.isEmpty, first != UInt8(ascii: "{"), first != UInt8(ascii: "["), body.contains(UInt8(ascii: "=")),
            body.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        {
            return pairs(body[...], suffix: true)
        }
        return content(body, depth: 4)
    }

    // MARK: - Parts (RFC 7578)

    private static func boundary(of type: String) -> [UInt8]? {
        guard let match = type.firstMatch(of: /(?i)boundary="?([^";]+)"?/) else { return nil }
        return Array("--\(match.1)".utf8)
    }

    private mutating func parts(_ body: [UInt8], _ boundary: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var place = 0
        let marks = body.ranges(of: boundary)
        for (number, mark) in marks.enumerated() {
            result.append(contentsOf: number == 0 ? plain(Array(body[place..<mark.lowerBound])) : [])
            result.append(contentsOf: body[mark])
            let end = number + 1 < marks.count ? marks[number + 1].lowerBound : body.count
            result.append(contentsOf: part(Array(body[mark.upperBound..<end])))
            place = end
        }
        return marks.isEmpty ? content(body, depth: 4) : result
    }

    private mutating func part(_ part: [UInt8]) -> [UInt8] {
        guard let blank = part.firstRange(of: Array("\r\n\r\n".utf8)) else { return plain(part) }
        let head = Array(part[..<blank.upperBound])
        var content = Array(part[blank.upperBound...])
        let tail: [UInt8] = content.suffix(2) == [0x0D, 0x0A] ? [0x0D, 0x0A] : []
        content.removeLast(tail.count)
        let text = String(decoding: head, as: UTF8.self)
        let name = text.firstMatch(of: /(?i)[; ]name="?([^";\r\n]+)/).map { SecretNames.normalized($0.1.utf8) } ?? ""
        let type = text.firstMatch(of: /(?i)content-type:\s*([^\r\n]+)/).map { String($0.1) } ?? "text/plain"
        let isSecret = rules.isSecret(parameter: name, inQuery: true)
        let changed = isSecret ? secret(content[...], .none, "\(name) in a body") : redacted(content, type: type)
        return plain(head) + changed + tail
    }

    // MARK: - XML

    /// Elements and attributes with the names of secrets, and what else is in the text.
    private mutating func markup(_ text: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        var place = 0
        while let open = text[place...].firstIndex(of: UInt8(ascii: "<")) {
            result.append(contentsOf: plain(Array(text[place..<open])))
            let close = text[open...].firstIndex(of: UInt8(ascii: ">")) ?? text.count - 1
            result.append(contentsOf: tag(Array(text[open...close])))
            place = close + 1
            let name = text[(open + 1)..<(close + 1)].prefix {
                $0 > 0x20 && $0 != UInt8(ascii: ">") && $0 != UInt8(ascii: "/")
            }
            let word = SecretNames.normalized(name)
            guard rules.isSecret(parameter: word, inQuery: false) else { continue }
            let end = text[place...].firstIndex(of: UInt8(ascii: "<")) ?? text.count
            result.append(contentsOf: secret(text[place..<end], .none, "\(word) in a body"))
            place = end
        }
        return result + plain(Array(text[place...]))
    }

    private mutating func tag(_ tag: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var place = 0
        while let equals = tag[place...].firstIndex(of: UInt8(ascii: "=")), equals + 1 < tag.count,
            tag[equals + 1] == UInt8(ascii: "\"") || tag[equals + 1] == UInt8(ascii: "'")
        {
            let name = tag[place..<equals].split { $0 <= 0x20 }.last ?? []
            let end = tag[(equals + 2)...].firstIndex(of: tag[equals + 1]) ?? tag.count
            result.append(contentsOf: tag[place..<(equals + 2)])
            let word = SecretNames.normalized(name)
            let value = tag[(equals + 2)..<end]
            let isSecret = rules.isSecret(parameter: word, inQuery: false)
            result.append(contentsOf: isSecret ? secret(value, .none, "\(word) in a body") : plain(Array(value)))
            place = end
        }
        return result + plain(Array(tag[place...]))
    }
}
