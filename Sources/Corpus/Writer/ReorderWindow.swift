import DequeModule
import HeapModule

/// Puts exchanges that come nearly in order into order, with bounded memory.
///
/// Replacement selection (Knuth, The Art of Computer Programming, volume 3, section 5.4.1): when it is full it gives out the
/// earliest exchange, from a heap, or from a line beside it for what comes nearly in order, and so at less cost. One that comes too
/// late for the run that is being given out waits for the next run. Input that is out of order by less than the window makes one
/// run; any other makes runs of about twice the window.
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

    /// Those that came in order, or nearly so, as most do: the earliest in front.
    private var line = Deque<Key>()
    /// The others.
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
    var isFull: Bool { line.count + heap.count >= countLimit || bytes >= byteLimit }

    var isEmpty: Bool { line.isEmpty && heap.isEmpty }

    /// How far from the end of the line one may belong that is still put into it.
    private static let reach = 64

    mutating func insert(_ exchange: consuming Exchange) {
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
        file(key)
    }

    private mutating func file(_ key: Key) {
        var place = line.count
        let lowest = max(0, place - Self.reach)
        while place > lowest, key < line[place - 1] { place -= 1 }
        if place == line.count {
            line.append(key)
        } else if place > lowest || lowest == 0 {
            line.insert(key, at: place)
        } else {
            heap.insert(key)
        }
    }

    /// The earliest key.
    private var first: Key? {
        guard let inLine = line.first, let other = heap.min else { return line.first ?? heap.min }
        return min(inLine, other)
    }

    /// Takes the earliest key out.
    private mutating func popFirst() -> Key? {
        guard let first = line.first else { return heap.popMin() }
        guard let other = heap.min, other < first else { return line.popFirst() }
        return heap.popMin()
    }

    /// Gives out the earliest exchange, and the number of the run that it belongs to.
    mutating func removeFirst() -> (exchange: Exchange, run: Int)? {
        guard let key = popFirst(), let exchange = slots[key.slot].take() else { return nil }
        free.append(key.slot)
        bytes -= Self.size(of: exchange)
        run = key.run
        lastStart = key.start
        lastConnection = key.connection
        return (exchange, key.run)
    }

    /// Gives out the earliest exchange if it is of the run that is being given out and began before an instant.
    mutating func removeFirst(before instant: Timestamp) -> (exchange: Exchange, run: Int)? {
        guard let first, first.run == run, first.start < instant else { return nil }
        return removeFirst()
    }

    private static func size(of exchange: Exchange) -> Int {
        exchange.request.storage.count + (exchange.response?.size ?? 0) + 200
    }
}
