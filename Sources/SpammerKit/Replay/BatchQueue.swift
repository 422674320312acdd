import Foundation

/// Prepared arrivals on their way from the corpus reader's thread to the event loops, in batches.
///
/// The lock is taken once a batch, not once a request. What waits is bounded in requests and in bytes; the reader blocks
/// when either bound is met. Arrivals are in the order of their instants over all loops, so a loop whose queue is empty
/// while another's is full has nothing to do before the full one has moved on.
///
/// `@unchecked Sendable`: `queues`, `bytes`, `isFinished` and `isClosed` are touched only with `condition` held.
final class BatchQueue: @unchecked Sendable {
    /// Arrivals for one loop.
    struct Batch: Sendable {
        /// In the order of their instants, backwards: the next one is the last.
        var arrivals: [Arrival] = []
        var bytes = 0
    }

    /// Requests in a batch: enough that the lock costs nothing, few enough that a short corpus reaches all loops.
    static let requestsPerBatch = 128
    /// Bytes at which a batch is handed over with fewer requests.
    static let bytesPerBatch = 1 << 20
    /// Batches that wait for one loop.
    static let batchesPerLoop = 16
    /// Bytes that wait in all.
    static let bytesInAll = 32 << 20

    private let condition = NSCondition()
    private var queues: [[Batch]]
    private var bytes = 0
    private var isFinished = false
    private var isClosed = false
    private var whenReady: [(@Sendable () -> Void)?]

    /// Queues for so many loops.
    init(loops: Int) {
        queues = Array(repeating: [], count: loops)
        whenReady = Array(repeating: nil, count: loops)
    }

    /// Hands a batch to a loop; blocks while there is no room.
    ///
    /// - Returns: Whether anyone will take it; false once the run is over.
    func push(_ batch: Batch, to loop: Int) -> Bool {
        condition.lock()
        while !isClosed, !queues[loop].isEmpty,
            queues[loop].count >= Self.batchesPerLoop || bytes + batch.bytes > Self.bytesInAll
        {
            condition.wait()
        }
        let isOpen = !isClosed
        var wake: (@Sendable () -> Void)?
        if isOpen {
            queues[loop].append(batch)
            bytes += batch.bytes
            wake = whenReady[loop]
            whenReady[loop] = nil
        }
        condition.unlock()
        wake?()
        return isOpen
    }

    /// Says that no batch will follow.
    func finish() {
        condition.lock()
        isFinished = true
        let wake = whenReady.compactMap(\.self)
        whenReady = Array(repeating: nil, count: queues.count)
        condition.unlock()
        for call in wake { call() }
    }

    /// Says that nobody will take batches any more.
    func close() {
        condition.lock()
        isClosed = true
        for index in queues.indices { queues[index].removeAll() }
        bytes = 0
        condition.broadcast()
        condition.unlock()
    }

    /// Whether nobody will take batches any more.
    var isOver: Bool {
        condition.lock()
        defer { condition.unlock() }
        return isClosed
    }

    /// What ``pop(for:orElse:)`` found.
    enum Popped {
        case batch(Batch)
        case pending
        case finished
    }

    /// Takes the next batch for a loop, without waiting.
    ///
    /// - Parameters:
    ///   - loop: which loop.
    ///   - ready: called once, from any thread, when there was none and that has changed.
    func pop(for loop: Int, orElse ready: @escaping @Sendable () -> Void) -> Popped {
        condition.lock()
        defer { condition.unlock() }
        if !queues[loop].isEmpty {
            let batch = queues[loop].removeFirst()
            bytes -= batch.bytes
            condition.signal()
            return .batch(batch)
        }
        if isFinished || isClosed { return .finished }
        whenReady[loop] = ready
        return .pending
    }
}
