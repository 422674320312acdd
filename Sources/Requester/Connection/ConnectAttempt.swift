import Glibc
import NIOCore
import NIOPosix

/// One attempt to open a connection: whichever comes first, the connection, its failure or the end of its time, is its end.
final class ConnectAttempt {
    /// Called when it has ended, either way.
    var onEnd: (() -> Void)?
    private var completion: ((Result<PooledConnection, RequestFailure>) -> Void)?
    /// Ends what was opened so far.
    private var abandon: (() -> Void)?

    init(_ completion: @escaping (Result<PooledConnection, RequestFailure>) -> Void) {
        self.completion = completion
    }

    /// There is something now that has to be ended where the attempt fails; its connection says when it can be used.
    func opened(_ abandon: @escaping () -> Void) {
        if completion == nil, !hasSucceeded { abandon() } else { self.abandon = abandon }
    }

    func fail(_ failure: RequestFailure) {
        let abandon = abandon
        self.abandon = nil
        end(.failure(failure))
        abandon?()
    }

    func end(_ result: Result<PooledConnection, RequestFailure>) {
        guard let completion else {
            // Its time was up before; nobody waits for it any more.
            if case .success(let connection) = result, !hasSucceeded { connection.close() }
            return
        }
        self.completion = nil
        if case .success = result {
            hasSucceeded = true
            abandon = nil
        }
        onEnd?()
        onEnd = nil
        completion(result)
    }

    private var hasSucceeded = false
}

extension RequestFailure {
    /// Why a TCP connection did not come about.
    init(connect error: any Error) {
        switch error {
        case let failure as RequestFailure: self = failure
        case let error as IOError: self.init(.connect, String(cString: strerror(error.errnoCode)).lowercased())
        case ChannelError.connectTimeout:
            self.init(.connect, "no answer in time")
        case let error as NIOConnectionError:
            if let first = error.connectionErrors.first {
                self.init(connect: first.error)
            } else {
                self.init(.connect, "no address")
            }
        default: self.init(.connect, "\(error)".prefix(120).description)
        }
    }
}
