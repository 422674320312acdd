package import Requester

/// What a replay sends, where to, and how fast.
package struct ReplayOptions: Sendable {
    /// When the requests are sent.
    package enum Pace: Sendable, Hashable {
        /// At the recorded spacing, so many times as fast.
        case recorded(speed: Double)
        /// At even spaces, in the recorded order.
        case rate(perSecond: Double)
        /// As fast as the connections allow.
        case closed
    }

    /// Path of the corpus.
    package var corpus: String
    /// Where the requests are sent.
    package var target: Origin
    /// When they are sent.
    package var pace: Pace = .recorded(speed: 1)
    /// Nanoseconds after which no more are sent; nil for the end of the corpus.
    package var duration: UInt64?
    /// Whether the corpus begins again when it has ended; without a duration, for ever.
    package var loops = false
    /// Whether `Host` stays as recorded.
    package var keepsHost = false
    /// Whether a request is sent without its body where the recording has none and the method has one.
    package var sendsBodiless = false
    /// Nanoseconds that a request may take, from its intended instant.
    package var timeout: UInt64 = 30_000_000_000
    /// Whether requests may be sent to a host or an address that the corpus was recorded from.
    package var allowsRecordedOrigin = false

    /// A replay of a corpus to a target, at the recorded spacing.
    package init(corpus: String, target: Origin) {
        self.corpus = corpus
        self.target = target
    }
}
