/// How much an ``HTTP1Parser`` takes before it gives a message up, each limit with a failure of its own.
package struct HTTP1Limits: Sendable, Hashable {
    /// The most bytes of a start line and its field lines; past it, ``HTTP1Failure/headTooLong``.
    package var headBytes = 256 << 10

    /// The most field lines of a head; past it, ``HTTP1Failure/tooManyFields``.
    package var fields = 1000

    /// The most bytes of a method; past it, ``HTTP1Failure/startLine``.
    package var methodBytes = 64

    /// The most bytes of a chunk's size and extensions; past it, ``HTTP1Failure/chunkLineTooLong``.
    package var chunkLineBytes = 16 << 10

    /// The most bytes of a trailer section; past it, ``HTTP1Failure/trailersTooLong``.
    package var trailerBytes = 64 << 10

    /// The limits above.
    ///
    /// Servers take heads of 8 to 64 KiB; four times that leaves room for those set higher, and still bounds what one
    /// connection can make us hold.
    package static let `default` = HTTP1Limits()

    /// The default limits, to change.
    package init() {}
}
