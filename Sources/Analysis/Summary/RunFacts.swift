/// What was sent in the warm-up, which nothing else in the summary counts.
package struct WarmupSummary: Sendable, Hashable, Codable {
    /// Seconds from the run's start.
    package var seconds: Double
    /// Where its arrivals went.
    package var books: Books

    /// A warm-up of so many seconds.
    package init(seconds: Double, books: Books) {
        self.seconds = seconds.finite
        self.books = books
    }
}

/// What the pool of connections did.
package struct ConnectionSummary: Sendable, Hashable, Codable {
    /// Connections opened.
    package var opened: UInt64
    /// Connections that could not be opened.
    package var failed: UInt64
    /// Requests that went on a connection already used.
    package var reused: UInt64
    /// Connections that the target reset.
    package var reset: UInt64
    /// Of the opened, those of HTTP/2; nil where none was.
    package var http2: UInt64?
    /// Of the opened, those that were before the first arrival; nil where none was.
    package var prewarmed: UInt64?
    /// Requests that waited as there were as many connections in all as there may be; nil where none did.
    package var waitedForConnection: UInt64?
    /// Requests that waited as there were as many connections to their host as there may be; nil where none did.
    package var waitedForHost: UInt64?
    /// Connections that were ended as they had had their time; nil where none was.
    package var retired: UInt64?
    /// Requests that were sent again; nil where none was.
    package var retries: UInt64?
    /// Bytes received, heads and framing among them.
    package var bytesReceived: UInt64
    /// Bytes sent.
    package var bytesSent: UInt64

    /// The counts of a pool.
    package init(
        opened: UInt64,
        failed: UInt64,
        reused: UInt64,
        reset: UInt64,
        bytesReceived: UInt64,
        bytesSent: UInt64
    ) {
        self.opened = opened
        self.failed = failed
        self.reused = reused
        self.reset = reset
        self.bytesReceived = bytesReceived
        self.bytesSent = bytesSent
    }
}

/// What resolving names took.
package struct DNSSummary: Sendable, Hashable, Codable {
    /// Questions that were asked.
    package var lookups: UInt64
    /// Answers that were already known.
    package var hits: UInt64
    /// Questions without an answer.
    package var failures: UInt64
    /// Milliseconds that all questions took together.
    package var time: Double

    /// The counts of a cache.
    ///
    /// - Parameter time: nanoseconds that all questions took together.
    package init(lookups: UInt64, hits: UInt64, failures: UInt64, time: UInt64) {
        self.lookups = lookups
        self.hits = hits
        self.failures = failures
        self.time = Milliseconds.of(time)
    }
}

/// What became of cookies, in a replay that puts the target's in place of the recorded.
package struct CookieSummary: Sendable, Hashable, Codable {
    /// Sessions in which the target set a cookie.
    package var sessions: UInt64 = 0
    /// Cookies that it set.
    package var set: UInt64 = 0
    /// Cookies that it ended.
    package var ended: UInt64 = 0
    /// Cookies that were for another domain than their request's, or no cookies at all.
    package var refused: UInt64 = 0
    /// Recorded cookies that were sent with the target's value.
    package var replaced: UInt64 = 0
    /// Cookies of the target's that were sent beside the recorded ones.
    package var added: UInt64 = 0
    /// Recorded cookies that were not sent, as the target had ended them.
    package var removed: UInt64 = 0
    /// Sessions whose cookies were let go, to bound memory.
    package var forgotten: UInt64 = 0
    /// Requests of which nobody knows the session, sent with their cookies as recorded.
    package var withoutSession: UInt64 = 0

    /// No cookies.
    package init() {}

    /// Adds those of other sessions.
    mutating func add(_ other: CookieSummary) {
        sessions &+= other.sessions
        set &+= other.set
        ended &+= other.ended
        refused &+= other.refused
        replaced &+= other.replaced
        added &+= other.added
        removed &+= other.removed
        forgotten &+= other.forgotten
        withoutSession &+= other.withoutSession
    }
}

/// Which corpus was replayed, in short.
package struct CorpusSummary: Sendable, Hashable, Codable {
    /// Its file's name.
    package var name: String
    /// The digest of its exchanges: equal for the same exchanges, however they were stored.
    package var digest: String
    /// Exchanges in it.
    package var exchanges: UInt64
    /// Seconds from its first exchange to its last.
    package var spanSeconds: Double
    /// What it was recorded from: `checkout.pcap (pcap)`.
    package var sources: [String]
    /// Exchanges whose request could not be sent again, by reason; nil where all could.
    package var leftOut: [String: UInt64]?
    /// Exchanges that were not asked for, by reason: of a connection outside the sample, of another method; nil where all were.
    package var notSelected: [String: UInt64]?

    /// A corpus in short.
    package init(name: String, digest: String, exchanges: UInt64, spanSeconds: Double, sources: [String]) {
        self.name = name
        self.digest = digest
        self.exchanges = exchanges
        self.spanSeconds = spanSeconds.finite
        self.sources = sources
    }
}

/// How often a failure reason came.
package struct ReasonCount: Sendable, Hashable, Codable {
    /// The reason.
    package var reason: String
    /// How often.
    package var count: UInt64

    /// A reason and its count.
    package init(reason: String, count: UInt64) {
        self.reason = reason
        self.count = count
    }
}
