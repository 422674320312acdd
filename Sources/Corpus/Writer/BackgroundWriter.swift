import Foundation

/// Writes a series of corpora on a thread of its own, so that reading and dissecting go on beside sorting and compressing.
///
/// Exchanges are handed over in batches, in their order, and no more than a few batches wait: the corpus is the same, and
/// memory is bounded, whichever of the two is slower. The series must not be used by anybody else until ``finish()``.
public final class BackgroundWriter {
    private let queue = BoundedQueue<Batch>(limit: 4)
    /// Has one element when the thread is done: what went wrong, or nil.
    private let results = BoundedQueue<CorpusError?>(limit: 1)
    private var batch = Batch()

    private struct Batch {
        var exchanges: [Exchange] = []
        /// Bytes of their requests and responses.
        var bytes = 0
        /// The instant before which none of those that follow began; nil where that is not known.
        var watermark: Timestamp?
    }

    /// Exchanges that are handed over at once: enough that handing over costs nothing beside writing them.
    private static let batchSize = 1024

    /// Bytes that are handed over at once: bodies that are kept may make few exchanges large.
    private static let batchBytes = 8 << 20

    /// Starts the thread.
    public init(_ series: CorpusSeries) {
        // Handed to the thread, which alone uses it until it has put its result.
        nonisolated(unsafe) let series = series
        let (queue, results) = (queue, results)
        batch.exchanges.reserveCapacity(Self.batchSize)
        Thread.detachNewThread {
            var failure: CorpusError?
            while var batch = queue.take() {
                // Taken out one by one and not copied.
                batch.exchanges.reverse()
                do throws(CorpusError) {
                    while let exchange = batch.exchanges.popLast() { try series.append(exchange) }
                    if let watermark = batch.watermark { try series.advance(to: watermark) }
                } catch {
                    // What was handed over since is not written either: no corpus has what comes behind a hole.
                    failure = error
                    queue.cancel()
                    break
                }
            }
            _ = results.put(failure)
        }
    }

    deinit {
        // The series is somebody else's again.
        try? finish()
    }

    /// Adds an exchange.
    ///
    /// - Throws: ``CorpusError`` where this one, or one before it, could not be written.
    public func append(_ exchange: consuming Exchange) throws(CorpusError) {
        batch.bytes += exchange.request.storage.count + (exchange.response?.size ?? 0)
        batch.exchanges.append(exchange)
        if batch.exchanges.count >= Self.batchSize || batch.bytes >= Self.batchBytes { try handOver() }
    }

    /// Says that no exchange will come that began before an instant.
    ///
    /// - Throws: ``CorpusError`` where an exchange before it could not be written.
    public func advance(to watermark: Timestamp) throws(CorpusError) {
        batch.watermark = watermark
        try handOver()
    }

    private func handOver() throws(CorpusError) {
        var next = Batch()
        next.exchanges.reserveCapacity(Self.batchSize)
        swap(&batch, &next)
        if !queue.put(next) { try finish() }
    }

    /// Waits until all are written; the series is the caller's again, whether this throws or not.
    public func finish() throws(CorpusError) {
        if let result { return try check(result) }
        _ = queue.put(batch)
        batch = Batch()
        queue.end()
        let result = results.take() ?? nil
        self.result = result
        try check(result)
    }

    private var result: CorpusError??

    private func check(_ result: CorpusError?) throws(CorpusError) {
        if let result { throw result }
    }
}
