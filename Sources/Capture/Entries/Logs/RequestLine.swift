import Corpus
import HTTPWire

/// A request line as a log has it in one text: `GET /a?b=c HTTP/1.1`.
struct RequestLine: Sendable, Hashable {
    var method: String
    var target: String
    /// Nil where the line has none that is known; HTTP/0.9 has none.
    var version: HTTPVersion?

    /// The parts of a line; nil where there are no two of them, or the method stands for none.
    init?(_ text: String?) {
        guard let text, let space = text.firstIndex(of: " ") else { return nil }
        method = String(text[..<space])
        var rest = text[text.index(after: space)...]
        if let last = rest.lastIndex(of: " ") {
            let protocolName = rest[rest.index(after: last)...]
            if protocolName.uppercased().hasPrefix("HTTP/") || protocolName == "-" {
                version = LoggedRequest.version(String(protocolName))
                rest = rest[..<last]
            }
        }
        target = String(rest)
        guard !method.isEmpty, method != "-", !target.isEmpty else { return nil }
    }
}
