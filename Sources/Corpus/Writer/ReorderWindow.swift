import HeapModule

/// Puts exchanges that come nearly in order into order, with bounded memory.
///
/// Replacement selection (Knuth, The Art of Computer Programming, volume 3, section 5.4.1): a heap gives out the earliest
/// exchange when it is full. One that comes too late for the run that is being given out waits for the next run. Input that
/// is out of order by less than the window makes one run; any other makes runs of about twice the window.
struct ReorderWindow {
    /// An exchange's place in the order: its run, its start, its connection, and when it came.
    private struct Key: Comparable {
        var run: Int
        var start: Timestamp
        var connection: UInt64
        var sequence: UInt64
        var slot: Int

        static func < (left: Key, right: Key) -> Bool {
            if left.run != right.run { return left.run < right.run }
            if left.start != right.start { return left.start < right.start }
            if left.connection != right.connection { return left.connection < right.connection }
            return left.sequence < right.sequence
        }
    }

    /// The most exchanges that are held.
    private let countLimit: Int
    /// The most bytes that the exchanges held take.
    private let byteLimit: Int

    private var heap = Heap<Key>()
    private var slots: [Exchange?] = []
    private var free: [Int] = []
    private var bytes = 0
    private var sequence: UInt64 = 0
    private var run = 0
    private var lastStart = Timestamp(nanoseconds: .min)
    private var lastConnection: UInt64 = 0

    init(countLimit: Int, byteLimit: Int) {
        self.countLimit = max(1, countLimit)
        self.byteLimit = byteLimit
    }

    /// Whether an exchange has to be given out before another one comes.
    var isFull: Bool { heap.count >= countLimit || bytes >= byteLimit }

    var isEmpty: Bool { heap.isEmpty }

    mutating func insert(_ exchange: Exchange) {
        let connection = exchange.connection?.id ?? 0
        let isLate = (exchange.start, connection) < (lastStart, lastConnection)
        bytes += Self.size(of: exchange)
        let key = Key(
            run: isLate ? run + 1 : run,
            start: exchange.start,
            connection: connection,
            sequence: sequence,
            slot: free.last ?? slots.count
        )
        sequence += 1
        if free.popLast() != nil { slots[key.slot] = exchange } else { slots.append(exchange) }
        heap.insert(key)
    }

    /// Gives out the earliest exchange, and the number of the run that it belongs to.
    mutating func removeFirst() -> (exchange: Exchange, run: Int)? {
        guard let key = heap.popMin(), let exchange = slots[key.slot] else { return nil }
        slots[key.slot] = nil
        free.append(key.slot)
        bytes -= Self.size(of: exchange)
        run = key.run
        lastStart = key.start
        lastConnection = key.connection
        return (exchange, key.run)
    }

    /// Gives out the earliest exchange if it is of the run that is being given out and began before an instant.
    mutating func removeFirst(before instant: Timestamp) -> (exchange: Exchange, run: Int)? {
        guard let first = heap.min, first.run == run, first.start < instant else { return nil }
        return removeFirst()
    }

    private static func size(of exchange: Exchange) -> Int {
        exchange.request.storage.count + 200
    }
}
