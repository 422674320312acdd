/// A limit that a run has to keep: `p99 <= 300ms`, `GET /users/{id}: failures <= 0.1%`.
///
/// The grammar is `[METHOD /template:] FIGURE OPERATOR VALUE`; ``init(_:)`` reads it.
package struct Threshold: Sendable, Hashable {
    /// Which times a percentile is of.
    package enum Clock: String, Sendable, Hashable {
        /// From the first byte written to the last byte back: what comparisons judge, and what a percentile alone means.
        case service
        /// From the intended instant to the last byte.
        case response
    }

    /// What is measured.
    package enum Figure: Sendable, Hashable {
        /// A percentile of times.
        case latency(Clock, Percentile)
        /// A percentile of how late the generator was.
        case lateness(Percentile)
        /// Requests that failed, or were unfinished when the run stopped waiting.
        case failures
        /// Arrivals that were dropped.
        case dropped
        /// Responses that are not the recorded ones, of those that could be compared.
        case mismatches
        /// Requests a second that were sent.
        case rate

        /// How it is called.
        package var name: String {
            switch self {
            case .latency(let clock, let percentile): "\(clock.rawValue) \(percentile.text)"
            case .lateness(let percentile): "lateness \(percentile.text)"
            case .failures: "failures"
            case .dropped: "dropped"
            case .mismatches: "mismatches"
            case .rate: "rate"
            }
        }
    }

    /// How the figure has to lie to the limit.
    package enum Relation: String, Sendable, Hashable, Codable, CaseIterable {
        case atMost = "<="
        case atLeast = ">="
        case below = "<"
        case above = ">"

        /// Whether a value lies so.
        package func holds(_ value: Double, _ limit: Double) -> Bool {
            switch self {
            case .atMost: value <= limit
            case .below: value < limit
            case .atLeast: value >= limit
            case .above: value > limit
            }
        }
    }

    /// What a value is counted in.
    package enum Unit: String, Sendable, Hashable, Codable {
        /// Milliseconds.
        case milliseconds
        /// The figure over the baseline's.
        case ratio
        /// Parts of a hundred: of requests, of arrivals, of the rate that was asked for.
        case percent
        /// A number of requests, or of arrivals.
        case count
        /// Requests a second.
        case perSecond = "per_second"
    }

    /// What it is held against.
    package enum Baseline: Sendable, Hashable {
        /// Nothing.
        case none
        /// The recorded times of the requests that were sent; the recording knows no response times.
        case recording
        /// Another run.
        case run
    }

    /// As it was written, in single blanks.
    package var text: String
    /// The endpoint that it is for, as summaries name it; nil for the whole run.
    package var endpoint: String?
    /// What is measured.
    package var figure: Figure
    /// How that has to lie to the limit.
    package var relation: Relation
    /// The limit, in its unit.
    package var limit: Double
    /// What the limit is counted in.
    package var unit: Unit

    /// Whether it says how many requests of the whole run may fail, in place of the limit that every run has.
    package var limitsFailures: Bool {
        endpoint == nil && figure == .failures && (relation == .atMost || relation == .below)
    }

    /// Why a baseline does not do for it, in words that follow its text; nil where it does.
    package func obstacle(baseline: Baseline) -> String? {
        guard unit == .ratio else { return nil }
        switch (baseline, figure) {
        case (.none, _):
            return "a ratio is of a baseline, and this run has none; give a time, such as 300ms"
        case (.recording, .latency(.response, _)):
            return "a recording has no response times; hold service times against it, as in service p99 <= 1.1x"
        default: return nil
        }
    }
}
