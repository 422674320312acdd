import NIOCore
import Synchronization
import TestSupport

@testable import Requester

/// A body that a test makes, and that tells what was asked of it.
final class Chunks: AsyncSequence, Sendable {
    /// What is done when a chunk is asked for.
    enum Step: Sendable {
        case give([UInt8])
        case fail(any Error)
        case end
        /// Waits until the asking task is cancelled.
        case hang
    }

    private struct State {
        var iterators = 0
        var asked = 0
        var bytes = 0
        var wasCancelled = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())
    private let step: @Sendable (Int) -> Step

    /// A body whose chunks are made by their number, from 0.
    init(_ step: @escaping @Sendable (Int) -> Step) {
        self.step = step
    }

    /// A body of these chunks.
    convenience init(_ chunks: [[UInt8]], then last: Step = .end) {
        self.init { $0 < chunks.count ? .give(chunks[$0]) : last }
    }

    /// A body of these texts.
    convenience init(_ texts: String..., then last: Step = .end) {
        self.init(texts.map { Array($0.utf8) }, then: last)
    }

    /// How many iterators were made.
    var iterators: Int { state.withLock { $0.iterators } }
    /// How many chunks were asked for.
    var asked: Int { state.withLock { $0.asked } }
    /// How many bytes were made.
    var bytes: Int { state.withLock { $0.bytes } }

    /// Waits until the asking task was cancelled while it waited for a chunk.
    func waitForCancellation() async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                if !state.wasCancelled { state.waiting.append(continuation) }
                return state.wasCancelled
            }
            if isThere { continuation.resume() }
        }
    }

    func makeAsyncIterator() -> Iterator {
        state.withLock { $0.iterators += 1 }
        return Iterator(chunks: self)
    }

    struct Iterator: AsyncIteratorProtocol {
        fileprivate let chunks: Chunks
        private var number = 0

        fileprivate init(chunks: Chunks) {
            self.chunks = chunks
        }

        mutating func next() async throws -> [UInt8]? {
            defer { number += 1 }
            return try await chunks.make(number)
        }
    }

    private func make(_ number: Int) async throws -> [UInt8]? {
        state.withLock { $0.asked += 1 }
        switch step(number) {
        case .give(let bytes):
            state.withLock { $0.bytes += bytes.count }
            return bytes
        case .fail(let error): throw error
        case .end: return nil
        case .hang:
            // A stream that nobody yields to ends when its reader is cancelled.
            let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
            for await _ in stream {}
            withExtendedLifetime(continuation) {}
            let waiting = state.withLock { state in
                state.wasCancelled = true
                defer { state.waiting = [] }
                return state.waiting
            }
            for continuation in waiting { continuation.resume() }
            return nil
        }
    }
}

/// The way that an upload takes.
enum UploadWay: Sendable, CaseIterable {
    /// HTTP/1.1 over NIO's channels.
    case nio
    /// HTTP/1.1 in TLS.
    case tls
    /// HTTP/1.1 over our own loops.
    case epoll

    /// A requester of that kind.
    func client(_ change: (inout RequesterConfiguration) throws -> Void = { _ in }) throws -> TestClient {
        let lookup: HostLookup = { _ in ["127.0.0.1"] }
        return try TestClient(self == .epoll ? .epoll : .nio, lookup: lookup) {
            $0.tls.verifiesPeer = false
            $0.http = .http1
            try change(&$0)
        }
    }

    /// A server of that kind.
    func server(
        stalls: Bool = false,
        answer: String = UploadServer.ok,
        _ moment: @escaping @Sendable (Int) -> UploadServer.Moment = { _ in .whenWhole }
    ) async throws -> UploadServer {
        let tls = self == .tls ? try ServiceCertificate.context() : nil
        return try await UploadServer.start(tls: tls, stalls: stalls, answer: answer, moment)
    }

    /// A request of a body to a server.
    func request(
        _ chunks: Chunks,
        length: UInt64? = nil,
        to port: Int,
        milliseconds: UInt64 = 30_000
    ) -> WireRequest {
        .upload(chunks, length: length, to: port, scheme: self == .tls ? .https : .http, milliseconds: milliseconds)
    }
}

extension WireRequest {
    /// What goes before a body in the requests of these tests.
    static func uploadHead(_ port: Int, length: UInt64?, scheme: Origin.Scheme = .http) -> String {
        let framing = length.map { "Content-Length: \($0)" } ?? "Transfer-Encoding: chunked"
        let origin = Origin(scheme: scheme, host: "service.test", port: port)
        return "PUT /up HTTP/1.1\r\nHost: \(origin.authority)\r\n\(framing)\r\n\r\n"
    }

    /// A request whose body is streamed.
    static func upload(
        _ chunks: Chunks,
        length: UInt64? = nil,
        to port: Int,
        scheme: Origin.Scheme = .http,
        milliseconds: UInt64 = 30_000
    ) -> WireRequest {
        var request = WireRequest(
            origin: Origin(scheme: scheme, host: "service.test", port: port),
            bytes: ByteBuffer(string: uploadHead(port, length: length, scheme: scheme)),
            keepBody: 1000,
            timeout: milliseconds * 1_000_000
        )
        request.stream = RequestBodyStream(chunks, length: length)
        return request
    }
}
