import Corpus

extension Threshold {
    /// What a threshold's figure came to.
    package enum Measured: Sendable, Hashable {
        /// A value in the threshold's unit.
        ///
        /// - Parameters:
        ///   - value: the value.
        ///   - isSure: whether it has enough times beyond its percentile; other figures count, and are sure.
        ///   - times: of a ratio, the milliseconds that it is of.
        case value(Double, isSure: Bool, times: Times? = nil)
        /// There is no value, and why.
        case nothing(String)
    }

    /// Both sides of a ratio, in milliseconds.
    package struct Times: Sendable, Hashable {
        package var candidate: Double
        package var baseline: Double
    }

    /// What the figure came to in a run.
    ///
    /// - Parameter baseline: what a ratio is of; nil where there is none.
    package func measured(in figures: ThresholdFigures, baseline: ThresholdFigures?) -> Measured {
        guard let scope = figures.scope(of: self) else { return .nothing(Self.noRequest(figures)) }
        switch figure {
        case .latency(let clock, let percentile):
            return time(clock, percentile, scope, baseline: baseline)
        case .lateness(let percentile):
            return Self.time(percentile, figures.lateness)
        case .failures:
            guard unit == .percent else { return .value(Double(scope.lost), isSure: true) }
            return Self.share(scope.lost, of: scope.ended, "no request was sent")
        case .dropped:
            guard unit == .percent else { return .value(Double(scope.dropped), isSure: true) }
            return Self.share(scope.dropped, of: scope.sent &+ scope.dropped, "nothing was to be sent")
        case .mismatches:
            guard let responses = scope.responses else {
                return .nothing("no response was compared; replay --check-bodies does that")
            }
            guard responses.compared > 0 else { return .nothing("no response could be compared") }
            guard unit == .percent else { return .value(Double(responses.different), isSure: true) }
            return Self.share(responses.different, of: responses.compared, "no response could be compared")
        case .rate:
            guard let rate = Double.ratio(Double(scope.sent), to: figures.seconds) else {
                return .nothing("the run took no time")
            }
            guard unit == .percent else { return .value(rate, isSure: true) }
            guard let asked = figures.askedRate, let share = Double.ratio(100 * rate, to: asked) else {
                return .nothing("no rate was asked for")
            }
            return .value(share, isSure: true)
        }
    }

    private func time(
        _ clock: Clock,
        _ percentile: Percentile,
        _ scope: ThresholdFigures.Scope,
        baseline: ThresholdFigures?
    ) -> Measured {
        func times(_ scope: ThresholdFigures.Scope) -> LatencyHistogram {
            clock == .service ? scope.serviceTime : scope.responseTime
        }
        let candidate = Self.time(percentile, times(scope))
        guard unit == .ratio, case .value(let value, let isSure, _) = candidate else { return candidate }
        guard let baseline, let other = baseline.scope(of: self) else {
            return .nothing("the baseline has no time to hold it against")
        }
        guard case .value(let base, let isBaseSure, _) = Self.time(percentile, times(other)), base > 0 else {
            return .nothing("the baseline has no time to hold it against")
        }
        return .value(value / base, isSure: isSure && isBaseSure, times: Times(candidate: value, baseline: base))
    }

    private static func time(_ percentile: Percentile, _ histogram: LatencyHistogram) -> Measured {
        guard histogram.count > 0 else { return .nothing("no request has a time") }
        return .value(
            Milliseconds.of(histogram.quantile(percentile.fraction)),
            isSure: percentile.isJudged(count: histogram.count)
        )
    }

    private static func share(_ part: UInt64, of whole: UInt64, _ otherwise: String) -> Measured {
        whole > 0 ? .value(100 * Double(part) / Double(whole), isSure: true) : .nothing(otherwise)
    }

    private static let namedEndpoints = 3

    private static func noRequest(_ figures: ThresholdFigures) -> String {
        let names = figures.endpoints.keys.sorted()
        guard !names.isEmpty else { return "no request met it: the run has no endpoints" }
        let more = names.count > namedEndpoints ? ", and \(names.count - namedEndpoints) more" : ""
        return
            "no request met it: the run's endpoints are \(names.prefix(namedEndpoints).joined(separator: ", "))\(more)"
    }
}
