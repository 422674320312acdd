import Glibc
import LocalConnections
import NIOCore

/// Tells recorders on this machine that a connection is ours, until it is erased.
struct ConnectionMark {
    private let local: ConnectionEnd
    private let remote: ConnectionEnd
    private let marks: ConnectionMarks

    /// Marks a connected socket; nil where no marks can be set, or it is none of TCP over IP.
    init?(of socket: CInt) {
        guard let marks = ConnectionMarks.shared, let local = Self.address(of: socket, getsockname),
            let remote = Self.address(of: socket, getpeername)
        else { return nil }
        self.local = local
        self.remote = remote
        self.marks = marks
        marks.open(from: local, to: remote)
    }

    /// Takes the mark back.
    func erase() {
        marks.close(from: local, to: remote)
    }

    private typealias Asking = (CInt, UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> CInt

    private static func address(of socket: CInt, _ ask: Asking) -> ConnectionEnd? {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        return withUnsafeMutablePointer(to: &storage) { storage in
            // The socket calls take any family's address as a `sockaddr`, which the storage is made to begin with.
            let answer = storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { ask(socket, $0, &length) }
            guard answer == 0 else { return nil }
            switch CInt(storage.pointee.ss_family) {
            case AF_INET:
                return storage.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
                    ConnectionEnd(SocketAddress($0.pointee))
                }
            case AF_INET6:
                return storage.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) {
                    ConnectionEnd(SocketAddress($0.pointee))
                }
            default: return nil
            }
        }
    }
}
