/// One task that the run's schedule asks for, and the instant it asks for.
public struct Arrival: Sendable {
    /// The arrival's number in the whole run, from 0, in the order of the schedule.
    public let ordinal: UInt64

    /// Nanoseconds from the start of the run to the instant at which the task is meant to begin.
    public let offset: UInt64

    /// The requests that this one's was made ready with; nil where the arrival comes from no corpus.
    private let batch: PreparedBatch?
    /// Where among them it is.
    private let place: Int

    /// The request to send, where the arrival comes from a corpus.
    package var request: PreparedRequest? { batch?.requests[place] }

    /// An arrival of a request that is one of a batch.
    init(ordinal: UInt64, offset: UInt64, in batch: PreparedBatch?, at place: Int) {
        self.ordinal = ordinal
        self.offset = offset
        self.batch = batch
        self.place = place
    }

    package init(ordinal: UInt64, offset: UInt64, request: PreparedRequest? = nil) {
        self.init(ordinal: ordinal, offset: offset, in: request.map { PreparedBatch([$0]) }, at: 0)
    }

    /// The same task at another instant.
    func moved(to offset: UInt64) -> Arrival {
        Arrival(ordinal: ordinal, offset: offset, in: batch, at: place)
    }
}
