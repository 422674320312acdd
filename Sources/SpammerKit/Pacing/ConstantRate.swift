package import NIOCore

/// Arrivals at even spaces: number k at start + k ÷ rate.
package struct ConstantRate: ArrivalSchedule {
    /// Arrivals a second.
    package let perSecond: Double

    /// How many there are in all; nil for no end.
    package let count: UInt64?

    /// So many a second, for so long.
    ///
    /// Never more than asked: as many as fit whole into the time. What a binary fraction takes off a whole number
    /// (`0.29 × 100`) is given back.
    ///
    /// - Parameters:
    ///   - perSecond: arrivals a second; held above 0.
    ///   - seconds: how long; nil for no end.
    package init(perSecond: Double, seconds: Double?) {
        let rate = perSecond.isFinite && perSecond > 0 ? perSecond : 1
        self.perSecond = rate
        self.count = seconds.map { seconds in
            let exact = rate * max(0, seconds)
            // More than there are numbers for, at any rate longer than anybody waits, is as good as no end.
            guard exact < 0x1p63 else { return exact.isNaN ? 0 : .max }
            return UInt64((exact + exact.ulp * 4).rounded(.down))
        }
    }

    /// Nanoseconds from the start to arrival number `ordinal`, to the nearest one.
    package func offset(of ordinal: UInt64) -> UInt64 {
        let nanoseconds = (Double(ordinal) / perSecond * 1e9).rounded()
        return nanoseconds < 9e18 ? UInt64(nanoseconds) : .max
    }

    package func source(loop index: Int, of count: Int, on eventLoop: any EventLoop) -> any ArrivalSource {
        Source(schedule: self, first: UInt64(index), stride: UInt64(max(1, count)))
    }

    package var summary: String {
        let pace = "\(perSecond.shortest) a second"
        guard let length else { return pace }
        return "\(pace) for \((Double(length) / 1e9).shortest) s"
    }

    package var rate: Double? { perSecond }

    package var length: UInt64? { count.map { offset(of: $0) } }

    /// Every n-th arrival, from the loop's own first one.
    private final class Source: ArrivalSource {
        var onReady: (() -> Void)?
        private let schedule: ConstantRate
        private var ordinal: UInt64
        private let stride: UInt64

        init(schedule: ConstantRate, first: UInt64, stride: UInt64) {
            self.schedule = schedule
            self.ordinal = first
            self.stride = stride
        }

        func peek() -> NextArrival {
            if let count = schedule.count, ordinal >= count { return .finished }
            return .arrival(at: schedule.offset(of: ordinal))
        }

        func take() -> Arrival? {
            guard case .arrival(let offset) = peek() else { return nil }
            defer { ordinal &+= stride }
            return Arrival(ordinal: ordinal, offset: offset)
        }
    }
}

extension Double {
    /// The number without a fraction that says nothing: `20`, `0.5`.
    var shortest: String {
        self == rounded() && magnitude < 1e15 ? String(Int64(self)) : String(self)
    }
}
