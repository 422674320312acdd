import Foundation
import Requester

/// Responses on their way from the event loops to the thread that compares them, within bounds of memory.
///
/// A loop never waits here: where there is no room, it is told so.
///
/// `@unchecked Sendable`: `items`, `bytes` and `isClosed` are touched only with `condition` held.
final class CheckQueue: @unchecked Sendable {
    /// A response, and what it is compared with.
    struct Item: Sendable {
        var expected: ExpectedResponse
        var outcome: WireOutcome
        /// The request's number in the corpus.
        var exchange: UInt64

        fileprivate var bytes: Int { outcome.body.count + outcome.fields.count + expected.size }
    }

    /// How much may wait.
    struct Limits: Sendable {
        /// Responses.
        var items = 16_384
        /// Bytes of responses, and of the recorded ones beside them.
        var bytes = 64 << 20
    }

    private let limits: Limits
    private let condition = NSCondition()
    /// The oldest one is at `first`; what is before it was taken out.
    private var items: [Item?] = []
    private var first = 0
    private var bytes = 0
    private var isClosed = false

    init(_ limits: Limits = Limits()) {
        self.limits = limits
    }

    /// Takes a response in.
    ///
    /// - Returns: Whether there was room for it.
    func offer(_ item: Item) -> Bool {
        condition.lock()
        defer { condition.unlock() }
        let waiting = items.count - first
        guard !isClosed, waiting < limits.items, waiting == 0 || bytes + item.bytes <= limits.bytes else {
            return false
        }
        items.append(item)
        bytes += item.bytes
        condition.signal()
        return true
    }

    /// The oldest response, which is waited for; nil once there will be no more.
    func take() -> Item? {
        condition.lock()
        defer { condition.unlock() }
        while first == items.count, !isClosed { condition.wait() }
        guard first < items.count, let item = items[first] else { return nil }
        items[first] = nil
        first += 1
        bytes -= item.bytes
        if first == items.count || first > 1024 {
            items.removeFirst(first)
            first = 0
        }
        return item
    }

    /// Takes no more in; what waits is still given out.
    func close() {
        condition.lock()
        isClosed = true
        condition.broadcast()
        condition.unlock()
    }

    /// Gives up what waits.
    ///
    /// - Returns: How many that were.
    func giveUp() -> Int {
        condition.lock()
        defer { condition.unlock() }
        let count = items.count - first
        items = []
        first = 0
        bytes = 0
        return count
    }
}
