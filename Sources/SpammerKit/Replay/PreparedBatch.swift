/// Requests that were made ready together.
///
/// An arrival goes through half a dozen hands before it is over, and each takes a copy. A request is some 200 bytes and several
/// references; what is handed on is a reference to its batch, and its place. The requests' bytes are slices of one buffer, so
/// that a batch lives as long as any of them in any case.
final class PreparedBatch: Sendable {
    /// The requests, in the order of their instants.
    let requests: [PreparedRequest]

    /// A batch of these.
    init(_ requests: [PreparedRequest]) {
        self.requests = requests
    }
}
