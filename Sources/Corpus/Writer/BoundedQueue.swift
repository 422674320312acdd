import Foundation
import Synchronization

/// Things on their way from one thread to another, no more than so many at once.
package final class BoundedQueue<Element>: @unchecked Sendable {
    // All that follows is only touched with the condition's lock held.
    private let condition = NSCondition()
    private var waiting: [Element] = []
    private var isEnded = false
    private let cancelled = Atomic(false)

    private let limit: Int

    /// An empty queue.
    package init(limit: Int) {
        self.limit = limit
    }

    /// Whether nobody takes any more.
    package var isCancelled: Bool { cancelled.load(ordering: .relaxed) }

    /// Adds one, when there is room for it; false where nobody takes any more.
    package func put(_ element: sending Element) -> Bool {
        condition.lock()
        defer { condition.unlock() }
        while waiting.count >= limit, !isCancelled { condition.wait() }
        guard !isCancelled else { return false }
        waiting.append(element)
        condition.broadcast()
        return true
    }

    /// The next one, when there is one; nil at the end.
    package func take() -> sending Element? {
        condition.lock()
        defer { condition.unlock() }
        while waiting.isEmpty, !isEnded, !isCancelled { condition.wait() }
        guard !waiting.isEmpty else { return nil }
        return removeFirst()
    }

    /// The next one if there is one now.
    package func takeNow() -> sending Element? {
        condition.lock()
        defer { condition.unlock() }
        return waiting.isEmpty ? nil : removeFirst()
    }

    /// Takes the first one out, of which there has to be one; with the lock held.
    private func removeFirst() -> sending Element {
        condition.broadcast()
        // It was sent to the queue, which keeps nothing of it: whoever takes it is the only one to have it.
        nonisolated(unsafe) let first = waiting.removeFirst()
        return first
    }

    /// Says that no more are put.
    package func end() {
        condition.withLock {
            isEnded = true
            condition.broadcast()
        }
    }

    /// Says that no more are taken.
    package func cancel() {
        condition.withLock {
            cancelled.store(true, ordering: .relaxed)
            condition.broadcast()
        }
    }
}
