package import NIOCore

/// Arrivals by a ``RatePacing``, to the end of its profile or of a time.
package struct ProfiledRate: ArrivalSchedule {
    private let pacing: RatePacing
    /// Nanoseconds after which there are no more; nil for the profile's end.
    private let limit: UInt64?

    /// A schedule of a pacing.
    ///
    /// - Parameter seconds: how long; nil for the profile's own length.
    package init(_ pacing: RatePacing, seconds: Double?) {
        self.pacing = pacing
        limit = seconds.map(Self.nanoseconds)
    }

    /// Seconds in nanoseconds; the largest number for more than three centuries.
    private static func nanoseconds(_ seconds: Double) -> UInt64 {
        let nanoseconds = (max(0, seconds) * 1e9).rounded()
        return nanoseconds < 9e18 ? UInt64(nanoseconds) : .max
    }

    package func source(loop index: Int, of count: Int, on eventLoop: any EventLoop) -> any ArrivalSource {
        Source(ArrivalTimes(pacing), limit: limit, first: UInt64(index), stride: UInt64(max(1, count)))
    }

    package var summary: String {
        guard let limit else { return pacing.summary }
        return "\(pacing.summary), for \((Double(limit) / 1e9).shortest) s"
    }

    package var rate: Double? {
        guard let length, length > 0 else { return pacing.profile.mean }
        let seconds = Double(length) / 1e9
        return pacing.profile.arrivals(in: seconds) / seconds
    }

    package var length: UInt64? {
        let own = pacing.profile.seconds.map(Self.nanoseconds)
        return [own, limit].compactMap { $0 }.min()
    }

    /// Every n-th arrival, from the loop's own first one; all loops go through all instants, as they are cheap.
    private final class Source: ArrivalSource {
        var onReady: (() -> Void)?
        private var times: ArrivalTimes
        private let limit: UInt64?
        private let stride: UInt64
        private var ordinal: UInt64
        private var offset: UInt64?

        init(_ times: ArrivalTimes, limit: UInt64?, first: UInt64, stride: UInt64) {
            self.times = times
            self.limit = limit
            self.stride = stride
            ordinal = first
            for _ in 0..<first { _ = self.times.next() }
            offset = self.times.next()
        }

        func peek() -> NextArrival {
            guard let offset, limit.map({ offset < $0 }) ?? true else { return .finished }
            return .arrival(at: offset)
        }

        func take() -> Arrival? {
            guard case .arrival(let instant) = peek() else { return nil }
            defer {
                ordinal &+= stride
                for _ in 1..<stride { _ = times.next() }
                offset = times.next()
            }
            return Arrival(ordinal: ordinal, offset: instant)
        }
    }
}
