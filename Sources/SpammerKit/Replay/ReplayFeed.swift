import Analysis
import Corpus
import Foundation
import NIOCore
import Requester
import Synchronization

/// Reads a corpus on a thread of its own, makes its requests ready, and hands them to the event loops ahead of time.
///
/// A request goes to the loops in turn. Its bytes are a slice of its batch's buffer, so that a request costs no
/// allocation of its own.
final class ReplayFeed: ArrivalSchedule {
    private let options: ReplayOptions
    private let shard: ShardPlan?
    private let loops: Int
    private let queue: BatchQueue
    private let results = Mutex(Results())
    /// Signalled when the reader has ended.
    private let ended = DispatchSemaphore(value: 0)

    /// What the reader has found out; whole once it has ended.
    struct Results: Sendable {
        /// The names of the endpoints, by index.
        var endpoints: [String] = []
        /// Requests that could not be replayed, by reason.
        var leftOut: [String: UInt64] = [:]
        /// Requests that nobody asked for, by reason.
        var notSelected: [String: UInt64] = [:]
        /// Requests that were handed to the loops.
        var handedOver: UInt64 = 0
        /// Of those, requests of which nobody knows the session.
        var withoutSession: UInt64 = 0
        /// Why the corpus could not be read to its end.
        var failure: String?
    }

    let summary: String
    let rate: Double?
    let length: UInt64?

    /// A feed for so many loops.
    ///
    /// - Parameters:
    ///   - options: what to replay, and how.
    ///   - totals: what the corpus holds, for the text and the length; nil where it is not known before.
    ///   - shard: which requests are sent; nil for all.
    ///   - loops: how many event loops there are.
    init(options: ReplayOptions, totals: ReplayTotals, shard: ShardPlan? = nil, loops: Int) {
        self.shard = shard
        self.options = options
        self.loops = max(1, loops)
        self.queue = BatchQueue(loops: self.loops)
        self.summary = totals.pacing(options)
        self.rate = totals.rate(options).map { $0 * (shard?.share ?? 1) }
        self.length = totals.length(options)
    }

    /// What the reader has found out so far.
    var found: Results { results.withLock(\.self) }

    func source(loop index: Int, of count: Int, on eventLoop: any EventLoop) -> any ArrivalSource {
        FeedSource(queue: queue, loop: index, eventLoop: eventLoop)
    }

    /// Begins to read.
    ///
    /// - Throws: `CorpusError` where the corpus cannot be opened; ``ExecError`` where a command cannot be started.
    func start() throws {
        // Both are handed to the thread, and touched by nobody else.
        nonisolated(unsafe) let stream = try ReplayStream(
            path: options.corpus,
            selection: options.selection,
            reading: options.reading
        )
        // As above.
        nonisolated(unsafe) let rewriter = try options.middleware?.start { [queue] in queue.isOver }
        let thread = Thread { [self] in
            read(stream, rewriter)
            rewriter?.end()
            ended.signal()
        }
        thread.name = "corpus reader"
        thread.start()
    }

    /// Tells the reader that nobody takes requests any more.
    func close() {
        queue.close()
        // A process does not outlive the run that it was for.
        if options.middleware?.isProcess == true { _ = ended.wait(timeout: .now() + Self.patience) }
    }

    /// How long the run waits at its end for the reader's.
    private static let patience = DispatchTimeInterval.seconds(5)

    private func read(_ first: ReplayStream, _ rewriter: (any RequestRewriter)?) {
        var producer = ReplayProducer(
            options: options,
            shard: shard,
            loops: loops,
            queue: queue,
            rewriter: rewriter
        ) { found in self.results.withLock { $0 = found } }
        var failure: String?
        do {
            var stream = first
            while true {
                let isWhole = try producer.pass(&stream)
                producer.count(stream.skipped)
                guard isWhole, options.loops, producer.found.handedOver > 0, !queue.isOver else { break }
                producer.beginNextPass()
                stream = try ReplayStream(
                    path: options.corpus,
                    selection: options.selection,
                    reading: options.reading
                )
            }
        } catch {
            failure = String(describing: error)
        }
        producer.flush()
        results.withLock { [found = producer.found, failure] results in
            results = found
            results.failure = failure
        }
        queue.finish()
    }
}

/// One loop's end of the queue.
///
/// `@unchecked Sendable`: it crosses to the reader's thread only inside the closure that goes back to the loop at once;
/// all its properties are touched on the loop.
private final class FeedSource: ArrivalSource, @unchecked Sendable {
    var onReady: (() -> Void)?
    private let queue: BatchQueue
    private let loop: Int
    private let eventLoop: any EventLoop
    /// The batch's arrivals, the next one last, so that it is taken out and not copied.
    private var batch: [Arrival] = []

    init(queue: BatchQueue, loop: Int, eventLoop: any EventLoop) {
        self.queue = queue
        self.loop = loop
        self.eventLoop = eventLoop
    }

    func peek() -> NextArrival {
        if let last = batch.indices.last { return .arrival(at: batch[last].offset) }
        let popped = queue.pop(for: loop) { [self] in
            eventLoop.execute { self.onReady?() }
        }
        switch popped {
        case .batch(let next):
            batch = next.arrivals
            return batch.indices.last.map { .arrival(at: batch[$0].offset) } ?? .pending
        case .pending: return .pending
        case .finished: return .finished
        }
    }

    func take() -> Arrival? {
        batch.popLast()
    }
}
