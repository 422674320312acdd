/// An entry of an HTTP archive (HAR 1.2, http://www.softwareishard.com/blog/har-12-spec/), as other programs write it and
/// as an export does.
///
/// All members that a program may leave out are optional. Members with an underscore are Spammer's own.
package struct HAREntry: Codable, Sendable {
    var startedDateTime: String
    var time: Double?
    var request: Request
    var response: Response?
    var timings: Timings?
    var serverIPAddress: String?
    var connection: StringOrNumber?
    /// The request target as sent, which the URL does not always tell: `*`, `h:443`, or bytes that no URL may have.
    var _target: String?
    /// The client's and the server's address and port.
    var _client: String?
    var _server: String?
    /// The recorded connection's number.
    var _connection: UInt64?
    /// Nanoseconds from the request's first byte to the response's first.
    var _ttfb: UInt64?
    /// Nanoseconds from the request's first byte to the response's last.
    var _duration: UInt64?
    /// How the exchange ended, one of the names in ``OutcomeName``.
    var _outcome: String?
    /// The CRC-32 of the response's body, in eight hexadecimal digits.
    var _responseDigest: String?
    /// The number that a call of gRPC ended with.
    var _grpcStatus: UInt8?
    /// `websocket` and the like, as Chrome writes it.
    var _resourceType: String?

    struct Request: Codable, Sendable {
        var method: String
        var url: String
        var httpVersion: String?
        var headers: [Header]?
        var postData: PostData?
        var headersSize: Int?
        var bodySize: Int?
        var cookies: [Empty]?
        var queryString: [Parameter]?
        /// `truncated` or `absent`, where not all of the body is known.
        var _body: String?
        var _trailers: [Header]?
    }

    struct Header: Codable, Sendable {
        var name: String
        var value: String
    }

    struct PostData: Codable, Sendable {
        var mimeType: String?
        var text: String?
        var params: [Parameter]?
        /// `base64`, where the text is no text; some programs write it with an underscore.
        var encoding: String?
        var _encoding: String?
    }

    struct Parameter: Codable, Sendable {
        var name: String
        var value: String?
    }

    struct Response: Codable, Sendable {
        var status: Int?
        var statusText: String?
        var httpVersion: String?
        var headers: [Header]?
        var cookies: [Empty]?
        var content: Content?
        var redirectURL: String?
        var headersSize: Int?
        var bodySize: Int?
    }

    struct Content: Codable, Sendable {
        var size: Int?
        var mimeType: String?
        var text: String?
        /// `base64`, where the text is no text.
        var encoding: String?
    }

    struct Timings: Codable, Sendable {
        var blocked: Double?
        var dns: Double?
        var connect: Double?
        var send: Double?
        var wait: Double?
        var receive: Double?
    }

    /// Cookies are in the headers, and not written twice.
    struct Empty: Codable, Sendable {}
}

/// A text that some programs write as a number.
enum StringOrNumber: Codable, Sendable, Hashable {
    case string(String)
    case number(Double)

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let text = try? container.decode(String.self) {
            self = .string(text)
        } else {
            self = .number(try container.decode(Double.self))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .string(let text): try container.encode(text)
        case .number(let number): try container.encode(number)
        }
    }
}

/// The names of ``Outcome/Ending`` in exports.
enum OutcomeName {
    static func name(of ending: Outcome.Ending) -> String {
        switch ending {
        case .complete: "complete"
        case .noResponse: "noResponse"
        case .truncated: "truncated"
        case .reset: "reset"
        case .closed: "closed"
        case .unknown: "unknown"
        }
    }

    static func ending(of name: String) -> Outcome.Ending? {
        (0...5).compactMap { Outcome.Ending(rawValue: $0) }.first { self.name(of: $0) == name }
    }
}
