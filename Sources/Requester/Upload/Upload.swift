import NIOCore

/// One sending of a streamed body: the shell around ``UploadState``.
///
/// It asks the sequence for chunks in a task of its own on the connection's loop, and gives them to the connection. The task
/// is cancelled when the exchange has ended, and nobody waits for it: a sequence that does not heed that keeps no outcome
/// back, and what it makes later is let go.
///
/// `@unchecked Sendable`: everything but the constants is touched only on `loop`, where the task runs too.
final class Upload: @unchecked Sendable {
    private let stream: RequestBodyStream
    private let loop: any EventLoop
    private let executor: EventLoopTaskExecutor
    private let looks: LoopLooks
    private var state: UploadState
    /// What it is sent over; nil before and after.
    private var connection: PooledConnection?
    private var task: Task<Void, Never>?
    /// The task, while it waits until the connection has written.
    private var waiter: UnsafeContinuation<Void, Never>?

    /// Which of its connection's exchanges it belongs to: in HTTP/2, the number of the stream.
    private(set) var exchange = 0
    /// Whether whoever sends it was cancelled.
    var isCancelled = false

    init(_ stream: RequestBodyStream, on loop: any EventLoop, _ executor: EventLoopTaskExecutor, _ looks: LoopLooks) {
        self.stream = stream
        self.loop = loop
        self.executor = executor
        self.looks = looks
        state = UploadState(length: stream.length)
    }

    /// Whether the sequence has been asked for anything: it is not asked a second time.
    var hasBegun: Bool { state.hasBegun }

    /// Whether all of it has been given to the connection.
    var isWhole: Bool { state.isWhole }

    /// Whether it is sent in chunks (RFC 9112, section 7.1), and not by its length.
    var isChunked: Bool { stream.length == nil }

    /// Bytes of the body that were given to the connection.
    var given: UInt64 { state.given }

    /// See ``UploadState/awaited``.
    var awaited: RequestFailure.Phase? { state.awaited }
}

// What the connection says.
extension Upload {
    /// The head has been sent over a connection.
    ///
    /// - Parameters:
    ///   - connection: is given the body, until it completes the request.
    ///   - exchange: which of its exchanges it is.
    ///   - count: bytes of the head that the socket has not taken.
    func begin(over connection: PooledConnection, exchange: Int = 0, behind count: Int = 0) {
        guard !hasBegun else { return }
        self.connection = connection
        self.exchange = exchange
        state.begin()
        state.hold(count)
        task = Task(executorPreference: executor) { [self] in
            do {
                try await stream.feed(self)
                perform(state.end())
            } catch {
                perform(state.fail(error))
            }
        }
    }

    /// The connection holds so many bytes more.
    func hold(_ count: Int) {
        state.hold(count)
    }

    /// The socket has taken so many of them.
    func release(_ count: Int) {
        state.release(count)
        if state.asking != .afterWriting { resume() }
    }

    /// What is missing of the body is not wanted; the exchange goes on.
    func cease() {
        state.stop()
        task?.cancel()
        task = nil
        resume()
    }

    /// The exchange has ended.
    func stop() {
        cease()
        connection = nil
    }

    /// Ends the exchange.
    func abort(_ failure: RequestFailure) {
        connection?.abort(self, failure, at: NIODeadline.now().uptimeNanoseconds)
    }

    private func resume() {
        waiter?.resume()
        waiter = nil
    }
}

// What the task says, on the loop as well.
extension Upload {
    /// Waits until the sequence may be asked; false where it may not be any more.
    func mayAsk() async -> Bool {
        while true {
            loop.assertInEventLoop()
            switch state.asking {
            case .now: return true
            case .never: return false
            case .afterWriting: await withUnsafeContinuation { waiter = $0 }
            case .afterLook:
                await withUnsafeContinuation { continuation in looks.wait { continuation.resume() } }
                state.look()
            }
        }
    }

    /// The sequence has made a chunk.
    func take(_ chunk: ByteBuffer) {
        loop.assertInEventLoop()
        perform(state.take(chunk))
    }

    private func perform(_ verdict: UploadState.Verdict) {
        switch verdict {
        case .wait: break
        case .send(let bytes, let isLast): connection?.send(bytes, isLast: isLast, of: self)
        case .fail(let failure): abort(failure)
        }
    }
}
