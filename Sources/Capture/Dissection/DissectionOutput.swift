import Corpus

/// Which end of a connection sent bytes.
enum Side: Sendable, Hashable, CaseIterable {
    /// The end that sent the SYN; where that was not seen, either one.
    case opener
    /// The other end.
    case accepter

    /// The end that receives what this one sends.
    var other: Side {
        switch self {
        case .opener: .accepter
        case .accepter: .opener
        }
    }
}

/// How one direction of a connection came to its end.
enum StreamEnd: Sendable, Hashable, CaseIterable {
    /// Closed in order, by a FIN.
    case fin
    /// Reset, by a RST from either end.
    case reset
    /// The recording ended before the connection did.
    case captureEnd
    /// Given up by the recorder: a limit was hit, or the ports were used again.
    case evicted
}

/// What dissection has found, for the caller to take away.
///
/// One for many connections; the caller empties ``exchanges`` as often as it likes.
struct DissectionOutput: Sendable {
    /// Exchanges that are settled, in the order in which they became so.
    var exchanges: [Exchange] = []

    /// The books: bytes, streams, messages and events of dissection; packets and `bytes.total` are the caller's.
    var account = RecordingAccount()

    /// Nothing yet.
    init() {}
}
