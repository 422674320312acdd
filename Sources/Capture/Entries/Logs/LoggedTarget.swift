import Corpus

/// A request target out of a log, where an absolute URL stands for the path of its own and a host.
struct LoggedTarget: Sendable {
    var target: String
    var authority: String?
    var scheme: RecordedRequest.Scheme?

    /// The target's parts; nil for none.
    init?(_ text: String?) {
        guard let text else { return nil }
        target = text
        guard !text.hasPrefix("/"), text != "*" else { return }
        // A WebSocket begins as a request of HTTP.
        let isSocket = text.hasPrefix("ws://") || text.hasPrefix("wss://")
        guard let url = HARURL(isSocket ? "http\(text.dropFirst(2))" : text) else { return }
        target = String(decoding: url.target, as: UTF8.self)
        scheme = url.scheme
        authority = url.authority.isEmpty ? nil : String(decoding: url.authority, as: UTF8.self)
    }
}
