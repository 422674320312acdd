import HTTPWire

/// A line of an AWS Application Load Balancer's log as it is written: values with blanks between them, some in quotes.
enum ALBLine {
    /// The values in their order (see the format's page); newer ones come behind these, and are of no use here.
    private static let names = [
        "type", "time", "elb", "client:port", "target:port", "request_processing_time", "target_processing_time",
        "response_processing_time", "elb_status_code", "target_status_code", "received_bytes", "sent_bytes", "request",
        "user_agent", "ssl_cipher", "ssl_protocol", "target_group_arn", "trace_id", "domain_name", "chosen_cert_arn",
        "matched_rule_priority", "request_creation_time",
    ]

    /// Values without which there is no request: up to the request line.
    private static let required = 13

    /// What the first value of a line may be.
    private static let types: Set<String> = ["http", "https", "h2", "grpcs", "ws", "wss"]

    /// Whether bytes begin as a line does: a type, a day, and a time.
    static func begins(_ bytes: some Collection<UInt8>) -> Bool {
        let words = bytes.prefix(64).split(separator: ASCII.space, maxSplits: 2, omittingEmptySubsequences: false)
        guard words.count == 3, types.contains(String(decoding: words[0], as: UTF8.self)) else { return false }
        return LogTime(.text(String(decoding: words[1], as: UTF8.self)), style: .iso8601) != nil
    }

    /// The line's members; nil where there are too few of them, or a quote is not closed.
    static func members(_ bytes: [UInt8]) -> LogLine? {
        var members: [String: LogLine.Value] = [:]
        var rest = bytes[...]
        for (index, name) in names.enumerated() {
            while let byte = rest.first, byte == ASCII.space || byte == ASCII.carriageReturn { rest.removeFirst() }
            guard let value = value(&rest) else { return index >= required ? LogLine(members) : nil }
            members[name] = .text(String(decoding: value, as: UTF8.self))
        }
        return LogLine(members)
    }

    /// Takes a value; nil at the end, and where a quote is not closed.
    private static func value(_ rest: inout ArraySlice<UInt8>) -> [UInt8]? {
        guard let first = rest.first else { return nil }
        guard first == quote else {
            let end = rest.firstIndex(of: ASCII.space) ?? rest.endIndex
            defer { rest = rest[end...] }
            return Array(rest[..<end].filter { $0 != ASCII.carriageReturn })
        }
        rest.removeFirst()
        var value: [UInt8] = []
        while let byte = rest.popFirst() {
            switch byte {
            case quote: return value
            case backslash: value.append(escaped(&rest))
            default: value.append(byte)
            }
        }
        return nil
    }

    /// The byte that a backslash and what follows stand for; the backslash itself, where they are no escape.
    private static func escaped(_ rest: inout ArraySlice<UInt8>) -> UInt8 {
        switch rest.first {
        case quote?, backslash?: return rest.removeFirst()
        case UInt8(ascii: "x")?:
            guard let byte = LogText.hexadecimal(rest.dropFirst()) else { return backslash }
            rest = rest.dropFirst(3)
            return byte
        default: return backslash
        }
    }

    private static let quote = UInt8(ascii: "\"")
    private static let backslash = UInt8(ascii: "\\")
}
