import NIOCore
import NIOPosix
import Testing

@testable import Requester

/// The kinds of event loops that plain HTTP/1.1 goes over.
enum Loops: Sendable, CaseIterable {
    /// NIO's, where there is TLS or HTTP/2 in a run.
    case nio
    /// Our own.
    case epoll

    /// The loops that last as long as the process.
    var group: any EventLoopGroup {
        get throws {
            switch self {
            case .nio: MultiThreadedEventLoopGroup.singleton
            case .epoll: try #require(EpollLoopGroup.singleton)
            }
        }
    }
}
