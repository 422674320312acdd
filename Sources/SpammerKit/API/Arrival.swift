/// One task that the run's schedule asks for, and the instant it asks for.
public struct Arrival: Sendable {
    /// The arrival's number in the whole run, from 0, in the order of the schedule.
    public let ordinal: UInt64

    /// Nanoseconds from the start of the run to the instant at which the task is meant to begin.
    public let offset: UInt64

    /// The request to send, where the arrival comes from a corpus.
    package let request: PreparedRequest?

    package init(ordinal: UInt64, offset: UInt64, request: PreparedRequest? = nil) {
        self.ordinal = ordinal
        self.offset = offset
        self.request = request
    }

    /// The same task at another instant.
    func moved(to offset: UInt64) -> Arrival {
        Arrival(ordinal: ordinal, offset: offset, request: request)
    }
}
