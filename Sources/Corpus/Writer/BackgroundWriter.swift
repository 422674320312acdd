import Foundation

/// Writes a series of corpora on a thread of its own, so that reading and dissecting go on beside sorting and compressing.
///
/// Exchanges are handed over in batches, in their order, and no more than a few batches wait: the corpus is the same, and
/// memory is bounded, whichever of the two is slower. The series must not be used by anybody else until ``finish()``.
public final class BackgroundWriter {
    private let queue = BatchQueue()
    private var batch: [Exchange] = []

    /// Exchanges that are handed over at once: enough that handing over costs nothing beside writing them.
    private static let batchSize = 512

    /// Starts the thread.
    public init(_ series: CorpusSeries) {
        // Handed to the thread, which alone uses it until the queue has ended.
        nonisolated(unsafe) let series = series
        let queue = queue
        batch.reserveCapacity(Self.batchSize)
        Thread.detachNewThread {
            while let batch = queue.take() {
                do throws(CorpusError) {
                    for exchange in batch { try series.append(exchange) }
                } catch {
                    queue.fail(error)
                }
            }
        }
    }

    deinit {
        queue.end()
    }

    /// Adds an exchange.
    ///
    /// - Throws: ``CorpusError`` where this one, or one before it, could not be written.
    public func append(_ exchange: Exchange) throws(CorpusError) {
        batch.append(exchange)
        guard batch.count >= Self.batchSize else { return }
        var next: [Exchange] = []
        next.reserveCapacity(Self.batchSize)
        swap(&batch, &next)
        try queue.put(next)
    }

    /// Waits until all are written; the series is the caller's again, whether this throws or not.
    public func finish() throws(CorpusError) {
        let last = batch
        batch = []
        let failure: CorpusError?
        do throws(CorpusError) {
            try queue.put(last)
            failure = nil
        } catch {
            failure = error
        }
        queue.end()
        if let error = failure ?? queue.failure { throw error }
    }
}

/// Batches on their way from one thread to another.
private final class BatchQueue: @unchecked Sendable {
    // All that follows is only touched with the condition's lock held.
    private let condition = NSCondition()
    private var waiting: [[Exchange]] = []
    private var isOver = false
    private var isBusy = false
    private var error: CorpusError?

    /// Batches that may wait.
    private static let limit = 4

    /// What went wrong.
    var failure: CorpusError? {
        condition.withLock { error }
    }

    /// Adds a batch, when there is room for it.
    func put(_ batch: [Exchange]) throws(CorpusError) {
        let error: CorpusError? = condition.withLock {
            while waiting.count >= Self.limit, self.error == nil { condition.wait() }
            if self.error == nil {
                waiting.append(batch)
                condition.broadcast()
            }
            return self.error
        }
        if let error { throw error }
    }

    /// The next batch, when there is one; nil at the end.
    ///
    /// The batch before it is done.
    func take() -> [Exchange]? {
        condition.withLock {
            isBusy = false
            condition.broadcast()
            while waiting.isEmpty, !isOver { condition.wait() }
            guard !waiting.isEmpty else { return nil }
            isBusy = true
            return waiting.removeFirst()
        }
    }

    /// Nothing more is to be written.
    func fail(_ problem: CorpusError) {
        condition.withLock {
            error = problem
            waiting = []
        }
    }

    /// No more batches come; waits for those that are here.
    func end() {
        condition.withLock {
            isOver = true
            condition.broadcast()
            while isBusy || !waiting.isEmpty { condition.wait() }
        }
    }
}
