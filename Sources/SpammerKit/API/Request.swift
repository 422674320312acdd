package import Requester

/// A request that is encoded once and can be sent any number of times.
///
/// One whose body is streamed asks its sequence anew each time; see ``RequestBody/stream(_:length:)``.
public struct Request: Sendable {
    /// The bytes to send and where to.
    package let wire: WireRequest

    /// A request of its parts.
    ///
    /// - Parameters:
    ///   - method: the method, `PUT`.
    ///   - url: `http://` or `https://`, host, and what else a URL has; a fragment is not sent.
    ///   - headers: field names and values beside `Host` and `Content-Length`, which are made; either may be given
    ///     instead.
    ///   - body: the body's bytes.
    ///   - timeout: how long a response may take.
    /// - Throws: ``RequestError`` where the method, the URL or a header cannot be sent.
    public init(
        _ method: String = "GET",
        _ url: String,
        headers: [(String, String)] = [],
        body: [UInt8] = [],
        timeout: Duration = .seconds(30)
    ) throws {
        try self.init(method, url, headers: headers, body: .bytes(body), timeout: timeout)
    }

    /// A request whose body may be made as it is sent.
    ///
    /// - Parameters:
    ///   - method: the method, `PUT`.
    ///   - url: `http://` or `https://`, host, and what else a URL has; a fragment is not sent.
    ///   - headers: field names and values beside `Host`, and beside `Content-Length` and `Transfer-Encoding`, which go by
    ///     the body.
    ///   - body: the body.
    ///   - timeout: how long the body and the response may take together.
    /// - Throws: ``RequestError`` where the method, the URL or a header cannot be sent.
    public init(
        _ method: String,
        _ url: String,
        headers: [(String, String)] = [],
        body: RequestBody,
        timeout: Duration = .seconds(30)
    ) throws {
        wire = try OutgoingRequest(method, url, headers: headers).wire(
            body: body,
            keepBody: 0,
            timeout: timeout.nanoseconds
        )
    }
}

/// A request cannot be sent as it was given.
public enum RequestError: Error, Sendable, CustomStringConvertible {
    /// The URL is not `http://` or `https://` with a host, or holds spaces or control characters.
    case url(String)
    /// The method is not a token (RFC 9110, section 9.1).
    case method(String)
    /// The header's name is not a token, or its value holds a line break or a NUL (RFC 9110, section 5.5).
    case header(String)
    /// The header says where the body ends, and a streamed body says so itself (RFC 9112, section 6.3).
    case framing(String)

    /// What was expected and what was there.
    public var description: String {
        switch self {
        case .url(let url): "expected a URL such as http://host:8080/path, and this is none: \(url)"
        case .method(let method): "expected a method such as GET, and this is none: \(method)"
        case .header(let name):
            "the header \(name) cannot be sent: its name or value holds a character that none may hold"
        case .framing(let name):
            "the header \(name) cannot be given for a streamed body: the length that the body is given makes it"
        }
    }
}
