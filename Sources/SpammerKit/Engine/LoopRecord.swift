import Analysis

/// What one event loop records of a run: its warm-up, and what is judged.
struct LoopRecord: Sendable {
    /// What is judged.
    private(set) var judged: RunRecorder
    /// Arrivals whose instants are in the warm-up.
    private(set) var warming: RunRecorder

    private let warmup: UInt64

    /// A record of nothing.
    ///
    /// - Parameters:
    ///   - origin: the run's start, on the monotonic clock.
    ///   - warmup: nanoseconds from then whose arrivals are not judged.
    init(origin: UInt64, warmup: UInt64) {
        self.warmup = warmup
        judged = RunRecorder(endpoints: 0, origin: origin &+ warmup)
        warming = RunRecorder(endpoints: 0, origin: origin)
    }

    /// An arrival is sent.
    mutating func schedule(_ arrival: Arrival, from start: UInt64) {
        change(arrival) { $0.schedule(at: start &+ arrival.offset) }
    }

    /// An arrival is sent later than recorded, as its connection was late.
    mutating func move(_ arrival: Arrival, by nanoseconds: UInt64) {
        change(arrival) { $0.move(by: nanoseconds) }
    }

    /// An arrival is not sent, as there is no room for it.
    mutating func drop(_ arrival: Arrival, from start: UInt64) {
        let instant = start &+ arrival.offset
        change(arrival) {
            $0.schedule(at: instant)
            $0.drop(endpoint: arrival.request?.endpoint ?? 0, intended: instant)
        }
    }

    /// An arrival is not sent, as the run was stopped.
    mutating func cancel(_ arrival: Arrival, from start: UInt64) {
        change(arrival) {
            $0.schedule(at: start &+ arrival.offset)
            $0.cancel()
        }
    }

    /// An arrival is over.
    mutating func record(_ arrival: Arrival, _ measurement: Measurement, reason: String?) {
        change(arrival) { $0.record(measurement, reason: reason) }
    }

    /// Adds the record of another loop.
    mutating func merge(_ other: LoopRecord) {
        judged.merge(other.judged)
        warming.merge(other.warming)
    }

    /// The same record to look at while the loop goes on; see ``RunRecorder/toLookAt``.
    var toLookAt: LoopRecord {
        var copy = self
        copy.judged = judged.toLookAt
        return copy
    }

    /// What happened since this was last called.
    mutating func takeInterval() -> RunInterval {
        var interval = judged.takeInterval()
        if warmup > 0 { interval.merge(warming.takeInterval()) }
        return interval
    }

    @inline(__always)
    private mutating func change(_ arrival: Arrival, _ body: (inout RunRecorder) -> Void) {
        if arrival.offset < warmup { body(&warming) } else { body(&judged) }
    }
}
