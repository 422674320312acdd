import Corpus
import HTTPWire

extension RequestEncoder {
    /// What one request's field lines become, found in one pass before anything is written.
    struct Plan {
        /// How the body's end will be told.
        enum Framing: Equatable {
            case none
            case length(Int)
            case chunked
        }

        /// What becomes of a field line.
        enum Action {
            case keep
            case drop
            case host
            case framing
        }

        private(set) var framing = Framing.none
        private(set) var hasHost = false
        private var nominated: [FieldName] = []

        init(_ request: RecordedRequest, fields: ArraySlice<UInt8>, sendsBodiless: Bool) throws(Unsendable) {
            let method = request.bytes(of: .method)
            if method.elementsEqual("CONNECT".utf8) { throw .connect }
            if Self.hasLineBreak(method) || Self.hasLineBreak(request.bytes(of: .target)) { throw .lineBreak }
            let expectsBody = Self.expectsBody(method)
            var isChunked = false
            var hasLength = false
            for field in FieldLines(fields) {
                let name = fields[field.name]
                switch FieldClass(name) {
                case .host: hasHost = true
                case .contentLength: hasLength = true
                case .transferEncoding: isChunked = true
                case .connection: nominated += Self.tokens(fields[field.value])
                case .hopByHop, .endToEnd: break
                }
                if Self.hasLineBreak(fields[field.value]) { throw .lineBreak }
            }
            let trailers = request.bytes(of: .trailers)
            for field in FieldLines(trailers) where Self.hasLineBreak(trailers[field.value]) { throw .lineBreak }
            switch request.bodyState {
            case .truncated: throw .bodyTruncated
            case .absent where (hasLength || isChunked || expectsBody) && !sendsBodiless:
                throw .bodyAbsent
            case .absent, .complete: break
            }
            if isChunked {
                framing = .chunked
                return
            }
            let length = request.range(of: .body).count
            if hasLength || length > 0 || expectsBody { framing = .length(length) }
        }

        /// What becomes of a field line.
        func action(for name: ArraySlice<UInt8>) -> Action {
            switch FieldClass(name) {
            case .host: return .host
            case .contentLength, .transferEncoding: return .framing
            case .hopByHop, .connection: return .drop
            case .endToEnd: return nominated.contains { $0.matches(name) } ? .drop : .keep
            }
        }

        /// The methods whose requests say `Content-Length: 0` when they have no body (RFC 9110, section 8.6).
        private static func expectsBody(_ method: ArraySlice<UInt8>) -> Bool {
            guard method.first == UInt8(ascii: "P") else { return false }
            return method.elementsEqual("POST".utf8) || method.elementsEqual("PUT".utf8)
                || method.elementsEqual("PATCH".utf8)
        }

        static func hasLineBreak(_ bytes: ArraySlice<UInt8>) -> Bool {
            let text = bytes.span.bytes
            // Nearly all have no control byte at all, which is told eight bytes at a time.
            var offset = text.firstControl(from: 0)
            while offset < text.byteCount {
                if text.byte(offset) == ASCII.carriageReturn || text.byte(offset) == ASCII.lineFeed { return true }
                offset = text.firstControl(from: offset + 1)
            }
            return false
        }

        private static func tokens(_ value: ArraySlice<UInt8>) -> [FieldName] {
            value.split { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
                .map { FieldName(String(decoding: $0, as: UTF8.self)) }
        }
    }

    /// What a field is to a replay, by its name.
    enum FieldClass {
        case host
        case contentLength
        case transferEncoding
        case connection
        case hopByHop
        case endToEnd

        /// Length first: nearly every name is told apart by it alone.
        init(_ name: ArraySlice<UInt8>) {
            switch name.count {
            case 2 where Self.te.matches(name): self = .hopByHop
            case 4 where FieldName.host.matches(name): self = .host
            case 6 where FieldName.expect.matches(name): self = .hopByHop
            case 7 where FieldName.upgrade.matches(name): self = .hopByHop
            case 10 where FieldName.connection.matches(name): self = .connection
            case 10 where Self.keepAlive.matches(name): self = .hopByHop
            case 14 where FieldName.contentLength.matches(name): self = .contentLength
            case 16 where Self.proxyConnection.matches(name): self = .hopByHop
            case 17 where FieldName.transferEncoding.matches(name): self = .transferEncoding
            case 19 where Self.proxyAuthorization.matches(name): self = .hopByHop
            default: self = .endToEnd
            }
        }

        private static let te: FieldName = "te"
        private static let keepAlive: FieldName = "keep-alive"
        private static let proxyConnection: FieldName = "proxy-connection"
        private static let proxyAuthorization: FieldName = "proxy-authorization"
    }
}
