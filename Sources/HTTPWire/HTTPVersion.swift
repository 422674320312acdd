/// The version of HTTP that a message was sent with (RFC 9110, section 2.5).
public enum HTTPVersion: UInt8, Sendable, Hashable, Codable, CaseIterable {
    /// HTTP/1.0 (RFC 1945).
    case http10 = 10
    /// HTTP/1.1 (RFC 9112).
    case http11 = 11
    /// HTTP/2 (RFC 9113).
    case http2 = 20
}

extension HTTPVersion: CustomStringConvertible {
    /// The version as a status line or a HAR file writes it: `HTTP/1.0`, `HTTP/1.1` or `HTTP/2`.
    public var description: String {
        switch self {
        case .http10: "HTTP/1.0"
        case .http11: "HTTP/1.1"
        case .http2: "HTTP/2"
        }
    }
}
