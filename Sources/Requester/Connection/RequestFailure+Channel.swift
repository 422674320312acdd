import Glibc
import NIOCore
import NIOHTTP2
import NIOSSL

extension RequestFailure {
    /// What an error of a channel is to a request.
    init(channel error: any Error) {
        switch error {
        case let error as IOError where error.errnoCode == ECONNRESET || error.errnoCode == EPIPE:
            self.init(.reset, "by the target")
        case let error as IOError:
            self.init(.write, String(cString: strerror(error.errnoCode)))
        case is any NIOHTTP2Error:
            self.init(.malformed, "not HTTP/2: \(type(of: error))")
        case is NIOSSLError, is NIOSSLExtraError, is BoringSSLError:
            self.init(.tls, Self.words(ofTLS: "\(error)"))
        default:
            self.init(.closed, "\(error)".prefix(120).description)
        }
    }

    /// What BoringSSL calls the error, and what the usual ones mean; its description has much else around that.
    static func words(ofTLS description: String) -> String {
        guard let mark = description.firstRange(of: "OPENSSL_internal:") else { return String(description.prefix(120)) }
        let name = description[mark.upperBound...].prefix { $0.isUppercase || $0.isNumber || $0 == "_" }
        switch name {
        case "WRONG_VERSION_NUMBER", "HTTP_REQUEST": return "the target does not speak TLS (\(name))"
        case "CERTIFICATE_VERIFY_FAILED": return "the target's certificate is not trusted (\(name))"
        default: return String(name)
        }
    }

    /// A connection that ended before its TLS session was there.
    init(tls failure: RequestFailure) {
        if failure.kind == .tls { self = failure } else { self.init(.tls, "closed in the handshake") }
    }
}
