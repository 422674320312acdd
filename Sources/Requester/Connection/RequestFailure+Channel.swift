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
        case let error as NIOSSLError:
            self.init(.tls, "\(error)".prefix(120).description)
        case is any NIOHTTP2Error:
            self.init(.malformed, "not HTTP/2: \(type(of: error))")
        case is NIOSSLExtraError, is BoringSSLError:
            self.init(.tls, "\(error)".prefix(120).description)
        default:
            self.init(.closed, "\(error)".prefix(120).description)
        }
    }

    /// A connection that ended before its TLS session was there.
    init(tls failure: RequestFailure) {
        if failure.kind == .tls { self = failure } else { self.init(.tls, "closed in the handshake") }
    }
}
