package import Corpus
package import Requester

/// What a replay sends, where to, and how fast.
package struct ReplayOptions: Sendable {
    /// When the requests are sent.
    package enum Pace: Sendable, Hashable {
        /// At the recorded spacing, so many times as fast.
        case recorded(speed: Double)
        /// At the instants of a rate, in the recorded order.
        case rate(RatePacing)
        /// As fast as the connections allow.
        case closed
    }

    /// Which requests share a connection.
    package enum ConnectionMapping: String, Sendable, Hashable, CaseIterable {
        /// Each goes over any connection that is free.
        case pooled
        /// Those of a recorded connection go over one connection, in their order, each after the responses that it followed.
        case recorded
    }

    /// Path of the corpus.
    package var corpus: String
    /// How the corpus is read.
    package var reading = CorpusReader.Options()
    /// The endpoints that the recording's user named; a replay takes them from the corpus.
    var endpointPatterns: [EndpointPattern] = []
    /// Where the requests are sent, by the hosts that they were recorded for.
    package var targets: ReplayTargets
    /// When they are sent.
    package var pace: Pace = .recorded(speed: 1)
    /// Nanoseconds after which no more are sent; nil for the end of the corpus.
    package var duration: UInt64?
    /// Which part of the recording is sent, and how many times over.
    package var selection = ReplaySelection()
    /// Which requests are sent, by what they are.
    package var filter = ExchangeFilter()
    /// What changes requests before all that follows here; nil for nothing.
    package var middleware: ReplayMiddleware?
    /// Which header fields are changed.
    package var headers = HeaderChanges()
    /// Changes of the requests' targets, one after the other.
    package var rewrites: [TargetRewrite] = []
    /// Which query parameters are changed, after the rewrites.
    package var query = QueryChanges()
    /// Which part of it this process sends; nil for all of it.
    package var shard: Shard?
    /// Nanoseconds of the recording to which longer silences are cut short; nil to keep them.
    package var idleCap: UInt64?
    /// Nanoseconds from the run's start whose requests are sent and not judged: caches fill, connections open.
    package var warmup: UInt64 = 0
    /// Which requests share a connection.
    package var connections = ConnectionMapping.pooled
    /// Whose requests share the cookies that the target sets; nil to send cookies as recorded.
    package var cookies: ReplaySession?
    /// Whose requests stay together where the values that the target gives are sent back; nil to send values as recorded.
    package var correlation: ReplaySession?
    /// Which values those are; a replay takes them from the corpus.
    var linkPlan: LinkPlan?
    /// How responses are compared with the recorded ones; nil where they are not.
    package var check: ResponseCheckOptions?
    /// Whether the corpus begins again when it has ended; without a duration, for ever.
    package var loops = false
    /// Whether `Host` stays as recorded.
    package var keepsHost = false
    /// Whether a request is sent without its body where the recording has none and the method has one.
    package var sendsBodiless = false
    /// Nanoseconds that a request may take, from the moment at which the requester is given it.
    package var timeout: UInt64 = 30_000_000_000
    /// Whether requests may be sent to a host or an address that the corpus was recorded from.
    package var allowsRecordedOrigin = false

    /// A replay of a corpus to a target, at the recorded spacing.
    package init(corpus: String, targets: ReplayTargets) {
        self.corpus = corpus
        self.targets = targets
    }

    /// A replay of a corpus to one target, at the recorded spacing.
    package init(corpus: String, target: Origin) {
        self.init(corpus: corpus, targets: ReplayTargets(target))
    }
}

extension ReplayOptions {
    /// Whose requests one shard has to have all of; nil for those of a connection.
    var wholeSession: ReplaySession? { cookies ?? correlation }

    /// Why a request is not sent though it is in the recording's selected part; nil for one that is.
    func reasonToLeaveOut(_ exchange: Exchange, _ endpoints: inout EndpointTable) -> String? {
        guard !filter.isEmpty else { return nil }
        let number = endpoints.index(of: exchange.request)
        let name = endpoints.names[number]
        return filter.reasonToLeaveOut(exchange) { name }
    }
}

extension ReplayOptions.Pace {
    /// Evenly, so many a second; nil for a rate that is not above 0.
    package static func rate(perSecond: Double) -> Self? {
        RateProfile(perSecond: perSecond).map { .rate(RatePacing($0)) }
    }

    /// How the recording's times are those of the run.
    var thinkTime: ConnectionOrder.ThinkTime {
        if case .recorded(let speed) = self { .scaled(speed: speed) } else { .none }
    }
}
