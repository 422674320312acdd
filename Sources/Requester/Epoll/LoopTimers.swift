import HeapModule

/// What is to be done at instants to come, the earliest first.
struct LoopTimers {
    /// One of them; cancelling it lets go of what it would have done.
    final class Timer {
        let instant: UInt64
        /// Of two of the same instant, the first that was set is the first that goes off.
        fileprivate let order: UInt64
        fileprivate var action: (() -> Void)?

        fileprivate init(instant: UInt64, order: UInt64, action: @escaping () -> Void) {
            self.instant = instant
            self.order = order
            self.action = action
        }
    }

    private struct Entry: Comparable {
        let timer: Timer

        static func == (left: Entry, right: Entry) -> Bool { left.timer === right.timer }

        static func < (left: Entry, right: Entry) -> Bool {
            (left.timer.instant, left.timer.order) < (right.timer.instant, right.timer.order)
        }
    }

    private var heap = Heap<Entry>()
    private var order: UInt64 = 0
    /// Timers in the heap that were cancelled.
    private var cancelled = 0

    /// So few that are cancelled are not worth looking for.
    private static let leastCancelled = 64

    /// Sets one.
    mutating func set(at instant: UInt64, _ action: @escaping () -> Void) -> Timer {
        order &+= 1
        let timer = Timer(instant: instant, order: order, action: action)
        heap.insert(Entry(timer: timer))
        return timer
    }

    /// Cancels one; nothing where it has gone off.
    mutating func cancel(_ timer: Timer) {
        guard timer.action != nil else { return }
        timer.action = nil
        cancelled += 1
        // Those that are cancelled long before their instant do not pile up.
        guard cancelled > Self.leastCancelled, cancelled > heap.count / 2 else { return }
        heap = Heap(heap.unordered.filter { $0.timer.action != nil })
        cancelled = 0
    }

    /// The instant of the next one; `.max` for none.
    mutating func next() -> UInt64 {
        while let first = heap.min {
            if first.timer.action != nil { return first.timer.instant }
            heap.removeMin()
            cancelled -= 1
        }
        return .max
    }

    /// Takes what is due; nil where nothing is.
    mutating func takeDue(at now: UInt64) -> (() -> Void)? {
        guard next() <= now, let first = heap.popMin() else { return nil }
        let action = first.timer.action
        first.timer.action = nil
        return action
    }
}
