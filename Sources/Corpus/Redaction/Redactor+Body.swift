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
        if coding.isEmpty || coding == "identity" { return (content(body, type: type), state) }
        guard coding == "gzip" || coding == "x-gzip", state == .complete, let inflated = BodyCoding.inflated(body)
        else {
            // Nobody can say what it holds.
            report.droppedBodies += 1
            return ([], .absent)
        }
        let changed = content(inflated, type: type)
        if changed == inflated { return (body, state) }
        guard let packed = BodyCoding.gzipped(changed) else {
            report.droppedBodies += 1
            return ([], .absent)
        }
        return (packed, state)
    }

    /// A body, or a part of one, without its coding and without its secrets; of as many bytes.
    ///
    /// - Parameters:
    ///   - type: what its `Content-Type` says; empty where nobody says anything.
    ///   - depth: how many parts within parts are looked through.
    mutating func content(_ body: [UInt8], type: String, depth: Int = Redactor.mostLevels) -> [UInt8] {
        let lowered = type.lowercased()
        if lowered.hasPrefix("multipart/"), let boundary = Self.boundary(of: type, body) {
            // Nobody nests them so deep; what is in there is all of it replaced.
            guard depth > 0 else { return secret(body[...], .none, "parts within parts") }
            return parts(body, boundary, depth: depth - 1)
        }
        if lowered.contains("x-www-form-urlencoded") { return pairs(body[...], isBody: true) }
        if lowered.contains("json") { return json(body[...], depth: Self.mostLevels) }
        let first = body.first { $0 > 0x20 }
        if lowered.contains("xml") || first == UInt8(ascii: "<") { return markup(body) }
        if lowered.isEmpty, first != UInt8(ascii: "{"), first != UInt8(ascii: "["), body.contains(UInt8(ascii: "=")),
            body.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        {
            return pairs(body[...], isBody: true)
        }
        return content(body)
    }
}
