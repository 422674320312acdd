import NIOCore

@testable import SpammerKit

/// A schedule that says when its arrivals are over: all were taken, and what became of each is decided.
struct AnnouncedSchedule: ArrivalSchedule {
    let base: ConstantRate
    /// Called on the loop, once for each.
    let onEnd: @Sendable () -> Void

    init(_ base: ConstantRate, onEnd: @escaping @Sendable () -> Void) {
        self.base = base
        self.onEnd = onEnd
    }

    var summary: String { base.summary }
    var rate: Double? { base.rate }
    var length: UInt64? { base.length }

    func source(loop index: Int, of count: Int, on eventLoop: any EventLoop) -> any ArrivalSource {
        Source(base.source(loop: index, of: count, on: eventLoop), onEnd)
    }

    private final class Source: ArrivalSource {
        private let base: any ArrivalSource
        private var onEnd: (() -> Void)?

        init(_ base: any ArrivalSource, _ onEnd: @escaping () -> Void) {
            self.base = base
            self.onEnd = onEnd
        }

        var onReady: (() -> Void)? {
            get { base.onReady }
            set { base.onReady = newValue }
        }

        func peek() -> NextArrival {
            let next = base.peek()
            if case .finished = next {
                onEnd?()
                onEnd = nil
            }
            return next
        }

        func take() -> Arrival? { base.take() }
    }
}
