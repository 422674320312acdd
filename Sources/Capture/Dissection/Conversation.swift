import Corpus

/// A connection that is known for what it is: takes the bytes of both directions.
protocol Conversation: AnyObject {
    /// When the oldest request began that may still be given out; nil where there is none.
    var oldestOpenStart: Timestamp? { get }

    /// Bytes of memory that messages hold which are not settled, near enough.
    var openBytes: Int { get }

    /// Gives those messages out as they are, so that they hold nothing.
    ///
    /// The conversation goes on: what comes of such a message later is read, counted, and not kept.
    func giveOutOpen(into output: inout DissectionOutput)

    /// Takes a segment's bytes.
    func receive(_ bytes: RawSpan, from side: Side, at time: Timestamp, into output: inout DissectionOutput)

    /// One direction has ended.
    func end(_ side: Side, _ how: StreamEnd, into output: inout DissectionOutput)
}
