import Glibc
import HTTPWire
import LocalConnections
import NIOCore

/// A connection of HTTP/1.1 over plain TCP on an ``EpollLoop``: the thin shell around ``HTTP1ClientState``, as a socket.
final class EpollConnection: PooledConnection, PolledSource {
    private let loop: EpollLoop
    private let socket: CInt
    private let place: Poller.Place
    // Nobody checks these for exclusive access: they are changed on the loop, and by methods of theirs that call nobody.
    @exclusivity(unchecked) private var state = HTTP1ClientState()
    @exclusivity(unchecked) private var exchange: PendingRequest?
    /// What the socket did not take yet of the request under way.
    @exclusivity(unchecked) private var unsent: ByteBuffer?
    /// Why nothing more can be written.
    private var writeFailure: CInt?
    private var isOpen = true
    private let mark: ConnectionMark?

    override var deadline: UInt64? { exchange?.deadline }

    override var isUsable: Bool { isOpen && state.isIdle && writeFailure == nil }

    /// A connection over a socket that is connected, and is watched for being written.
    init(pool: OriginPool, loop: EpollLoop, socket: CInt, place: Poller.Place, at now: UInt64) {
        self.loop = loop
        self.socket = socket
        self.place = place
        mark = ConnectionMark(of: socket)
        super.init(pool: pool, openedAt: now)
        loop.change(socket, at: place, .read, self)
    }

    /// Sends a request, which has to find the connection idle.
    override func send(_ pending: PendingRequest, connectTime: UInt64, at now: UInt64) {
        guard isUsable else {
            pending.complete(RequestFailure(.closed, "before the request was sent"), at: now)
            return
        }
        exchange = pending
        requests &+= 1
        state.begin(pending.request, connectTime: connectTime, at: now)
        pool.owner.statistics.bytesOut &+= UInt64(pending.request.bytes.readableBytes)
        write(pending.request.bytes)
        pending.upload?.begin(over: self, behind: unsent?.readableBytes ?? 0)
    }

    override func send(_ bytes: ByteBuffer, isLast: Bool, of upload: Upload) {
        guard isOpen, writeFailure == nil, exchange?.upload === upload else { return }
        let framed = bytes.framed(asChunk: upload.isChunked, isLast: isLast)
        let count = framed.readableBytes
        pool.owner.statistics.bytesOut &+= UInt64(count)
        if isLast { state.endRequest() }
        guard count > 0 else { return }
        upload.hold(count)
        if unsent != nil {
            unsent?.writeImmutableBuffer(framed)
        } else {
            write(framed)
            // What the socket did not take is told when it does; see `ready`.
            if writeFailure == nil { upload.release(count - (unsent?.readableBytes ?? 0)) }
        }
    }

    override func abort(_ upload: Upload, _ failure: RequestFailure, at now: UInt64) {
        guard exchange?.upload === upload else { return }
        perform(state.end(failure, at: now))
    }

    override func expire(at now: UInt64) {
        perform(state.expire(sending: exchange?.upload?.awaited, at: now))
    }

    override func shutDown(at now: UInt64) {
        perform(state.end(RequestFailure(.cancelled, "the requester was shut down"), at: now))
        close()
    }

    override func close() {
        guard isOpen else { return }
        isOpen = false
        unsent = nil
        mark?.erase()
        loop.unwatch(at: place)
        Glibc.close(socket)
        // Not at once: the pool may be in the midst of handing this one out.
        loop.soon { [self] in pool.connectionClosed(self) }
    }
}

// What goes out.
extension EpollConnection {
    private func write(_ bytes: ByteBuffer) {
        let count = bytes.readableBytes
        let written = bytes.withUnsafeReadableBytes { Glibc.send(socket, $0.baseAddress, count, CInt(MSG_NOSIGNAL)) }
        if written == count {
            unsent = nil
            return
        }
        if written < 0, errno != EAGAIN, errno != EINTR {
            unsent = nil
            writeFailure = errno
            // Not at once, as whoever sends is in the midst of it; and what has come is read first.
            loop.soon { [self] in endAfterWriteFailure() }
            return
        }
        var rest = bytes
        rest.moveReaderIndex(forwardBy: max(0, written))
        if unsent == nil { loop.change(socket, at: place, [.read, .write], self) }
        unsent = rest
    }

    private func endAfterWriteFailure() {
        while isOpen, receive() {}
        guard isOpen, let writeFailure else { return }
        end(RequestFailure(errno: writeFailure), at: NIODeadline.now().uptimeNanoseconds)
    }
}

// What comes.
extension EpollConnection {
    func ready(_ events: Events) {
        if events.contains(.write), let unsent {
            write(unsent)
            if self.unsent == nil, isOpen { loop.change(socket, at: place, .read, self) }
            if let upload = exchange?.upload, writeFailure == nil {
                upload.release(unsent.readableBytes - (self.unsent?.readableBytes ?? 0))
            }
        }
        // The end and errors are found by reading, too.
        if isOpen, !events.subtracting(.write).isEmpty { _ = receive() }
    }

    /// Reads once.
    ///
    /// - Returns: Whether there may be more.
    private func receive() -> Bool {
        let scratch = loop.scratch
        let count = recv(socket, scratch.baseAddress, scratch.count, 0)
        let problem = errno
        let now = NIODeadline.now().uptimeNanoseconds
        guard count > 0 else {
            if count == 0 {
                end(RequestFailure(.closed, "by the target"), at: now)
            } else if problem != EAGAIN, problem != EINTR {
                end(RequestFailure(errno: problem), at: now)
            }
            return false
        }
        pool.owner.statistics.bytesIn &+= UInt64(count)
        // What recv(2) has just written, read before anything else is received on this loop.
        let bytes = UnsafeRawBufferPointer(rebasing: scratch[..<count])
        perform(state.receive(RawSpan(_unsafeBytes: bytes), at: now))
        return true
    }

    /// The connection has ended.
    private func end(_ failure: RequestFailure, at now: UInt64) {
        if failure.kind == .reset { pool.owner.statistics.resets += 1 }
        perform(state.end(failure, at: now))
        close()
    }

    private func perform(_ verdict: HTTP1ClientState.Verdict) {
        switch verdict {
        case .wait:
            break
        case .cease:
            exchange?.upload?.cease()
        case .close:
            close()
        case .done(let outcome, let reusable):
            let pending = exchange
            exchange = nil
            lastUsed = max(lastUsed, outcome.lastByte)
            // A response that came before its request was whole: the rest of it would be taken for another one.
            let isWhole = unsent == nil && writeFailure == nil
            // The pool first: what waits is sent before the loop turns to whoever gets this outcome.
            if reusable, isWhole { pool.connectionFreed(self, at: outcome.lastByte) } else { close() }
            pending?.complete(outcome)
        }
    }
}

extension RequestFailure {
    /// What an error of a connected socket is to a request.
    init(errno code: CInt) {
        switch code {
        case ECONNRESET, EPIPE: self.init(.reset, "by the target")
        default: self.init(.write, String(cString: strerror(code)))
        }
    }
}
