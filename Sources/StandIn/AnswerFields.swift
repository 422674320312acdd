import HTTPWire

/// The header fields of a recorded response that a stand-in's answer has too: all but those that are of the message's framing and
/// of its connection, which are the answer's own.
struct AnswerFields {
    /// The lines, each with its CRLF.
    private(set) var bytes: [UInt8] = []

    /// Takes over what can be taken.
    ///
    /// - Parameter hasBody: whether the body is the recorded one, so that what is said of its coding holds.
    init(_ fieldLines: [UInt8], hasBody: Bool) {
        for line in FieldLines(fieldLines) {
            let name = fieldLines[line.name]
            guard !name.isEmpty, !Self.own.contains(where: { $0.matches(name) }),
                hasBody || !Self.ofBody.contains(where: { $0.matches(name) })
            else { continue }
            bytes += name
            bytes += ": ".utf8
            bytes += fieldLines[line.value]
            bytes += "\r\n".utf8
        }
    }

    /// RFC 9110, section 7.6.1, and what says how long the body is.
    private static let own: [FieldName] = [
        "connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade",
        "content-length",
        ":status",
    ]
    private static let ofBody: [FieldName] = ["content-encoding", "content-md5", "digest", "content-digest"]
}
