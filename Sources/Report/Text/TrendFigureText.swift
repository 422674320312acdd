import Analysis

/// A trend's figure and its values, in words.
struct TrendFigureText {
    private let question: TrendQuestion

    /// The words for what was asked.
    init(_ question: TrendQuestion) {
        self.question = question
    }

    /// What the figure is: `p99 of the service time`, `failures`.
    var figure: String {
        switch question.figure {
        case .quantile(let quantile, .serviceTime): "\(quantile.rawValue) of the service time"
        case .quantile(let quantile, .responseTime): "\(quantile.rawValue) of the response time"
        case .failures: "share of failures"
        case .rate: "rate reached"
        }
    }

    /// What the figure is, and of which endpoint.
    var subject: String { question.endpoint.map { "\(figure) of \($0)" } ?? figure }

    /// The title of a column of it: `p99`.
    var column: String {
        switch question.figure {
        case .quantile(let quantile, _): quantile.rawValue
        case .failures: "failed"
        case .rate: "rate"
        }
    }

    /// What a point is: `release`, `run`.
    var unit: String { question.label ?? "run" }

    /// What a point is called in a sentence: `v1.4`, `run 12`.
    func name(_ name: String) -> String { question.label == nil ? "run \(name)" : name }

    /// How many points: `1 release`, `14 releases`.
    func count(_ count: Int) -> String {
        NumberText.count(UInt64(max(0, count)), question.label == nil ? "run" : "release")
    }

    /// A value: `40.1 ms`, `0.25%`, `80.5/s`.
    func value(_ value: Double) -> String {
        switch question.figure {
        case .quantile: NumberText.time(milliseconds: value)
        case .failures: Self.share(value)
        case .rate: NumberText.rate(value)
        }
    }

    /// How much a value is more than another: `+12.4%`, `-3.10 points`.
    func change(_ before: Double, _ after: Double) -> String {
        let sign = after < before ? "-" : "+"
        if question.figure == .failures {
            return "\(sign)\(NumberText.fixed(abs(after - before) * 100, decimals: 2)) points"
        }
        guard before > 0 else { return sign + value(abs(after - before)) }
        let percent = abs(after / before - 1) * 100
        return "\(sign)\(NumberText.fixed(percent, decimals: percent < 99.95 ? 1 : 0))%"
    }

    /// How small a change is that does not count, with the options that say so: `10.0% (--tail-noise) or 1.00 ms (--floor)`.
    var least: String {
        let rules = question.rules
        func percent(_ share: Double) -> String {
            let percent = share * 100
            return NumberText.fixed(percent, decimals: percent == percent.rounded() ? 0 : 2) + "%"
        }
        switch question.figure {
        case .quantile(let quantile, _):
            let isTail = quantile.perMille >= Quantile.p99.perMille
            return "\(percent(rules.noise(of: quantile))) (--\(isTail ? "tail-noise" : "noise")) or "
                + "\(NumberText.time(milliseconds: rules.floor)) (--floor)"
        case .rate: return "\(percent(rules.noise)) (--noise)"
        case .failures: return "\(NumberText.fixed(JudgementRules.failureFloor * 100, decimals: 1)) points"
        }
    }

    private static func share(_ share: Double) -> String {
        let percent = share * 100
        if percent > 0, percent < 0.01 { return "<0.01%" }
        return NumberText.fixed(percent, decimals: percent < 9.995 ? 2 : 1) + "%"
    }
}
