import NIOCore
import Requester

/// The head of a request made from what a user gave, checked so that it is one request and no more.
struct OutgoingRequest {
    private let origin: Origin
    private let head: String
    private let isHead: Bool
    /// The field that says where the body ends, where the user gave one.
    private let framing: String?

    /// Checks the parts and puts the head together, all but the length.
    init(_ method: String, _ url: String, headers: [(String, String)]) throws(RequestError) {
        guard !method.isEmpty, method.utf8.allSatisfy(Self.isTokenByte) else { throw .method(method) }
        guard let (origin, target) = Origin.parse(url: url) else { throw .url(url) }
        var head = "\(method) \(target) HTTP/1.1\r\n"
        if !headers.contains(where: { $0.0.lowercased() == "host" }) { head += "Host: \(origin.authority)\r\n" }
        for (name, value) in headers {
            guard !name.isEmpty, name.utf8.allSatisfy(Self.isTokenByte), !value.utf8.contains(where: Self.breaksLine)
            else { throw .header(name) }
            head += "\(name): \(value)\r\n"
        }
        self.origin = origin
        self.head = head
        isHead = method == "HEAD"
        framing =
            headers.first {
                $0.0.lowercased() == "content-length" || $0.0.lowercased() == "transfer-encoding"
            }?
            .0
    }

    /// The whole request, or its head with what makes its body.
    func wire(body: RequestBody, keepBody: Int, timeout: UInt64) throws(RequestError) -> WireRequest {
        switch body.content {
        case .bytes(let bytes): wire(body: bytes, keepBody: keepBody, timeout: timeout)
        case .stream(let stream): try wire(stream, keepBody: keepBody, timeout: timeout)
        }
    }

    private func wire(
        _ stream: RequestBodyStream,
        keepBody: Int,
        timeout: UInt64
    ) throws(RequestError) -> WireRequest {
        if let framing { throw .framing(framing) }
        var bytes = ByteBuffer(string: head)
        if let length = stream.length {
            bytes.writeString("Content-Length: \(length)\r\n\r\n")
        } else {
            bytes.writeStaticString("Transfer-Encoding: chunked\r\n\r\n")
        }
        var request = WireRequest(origin: origin, bytes: bytes, isHead: isHead, keepBody: keepBody, timeout: timeout)
        request.stream = stream
        return request
    }

    /// The whole request.
    func wire(body: [UInt8], keepBody: Int, timeout: UInt64) -> WireRequest {
        var bytes = ByteBuffer()
        bytes.writeString(head)
        if framing == nil,
            !body.isEmpty || head.hasPrefix("POST ") || head.hasPrefix("PUT ") || head.hasPrefix("PATCH ")
        {
            bytes.writeString("Content-Length: \(body.count)\r\n")
        }
        bytes.writeStaticString("\r\n")
        bytes.writeBytes(body)
        return WireRequest(origin: origin, bytes: bytes, isHead: isHead, keepBody: keepBody, timeout: timeout)
    }

    private static func breaksLine(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "\r") || byte == UInt8(ascii: "\n") || byte == 0
    }

    /// A byte of a token (RFC 9110, section 5.6.2).
    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default:
            "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}
