/// An incremental parser of HTTP/1.0 and 1.1 messages in one direction of a connection (RFC 9112).
///
/// A pure state machine: bytes in, events out; it holds no more than one head. Call ``next(_:from:)`` until it says
/// ``HTTP1Event/needsMoreBytes``; then give it the bytes that follow. How the bytes are cut never changes the events
/// but for where body ranges are split.
package struct HTTP1Parser: Sendable {
    /// Which kind of message the connection carries in this direction.
    package enum Role: Sendable {
        case request
        case response
    }
}
