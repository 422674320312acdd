package import Analysis
import ArgumentParser

/// The figure of a trend: `p99`, `failures`, `rate`.
package enum FigureValue: ExpressibleByArgument, Sendable, Hashable {
    /// A quantile of the times.
    case quantile(Quantile)
    /// The share of requests that failed.
    case failures
    /// Requests a second that were sent.
    case rate

    /// All of them, as help shows them.
    package static var allValueStrings: [String] { Quantile.allCases.map(\.rawValue) + ["failures", "rate"] }

    package init?(argument: String) {
        switch argument {
        case "failures": self = .failures
        case "rate": self = .rate
        default:
            guard let quantile = Quantile(rawValue: argument) else { return nil }
            self = .quantile(quantile)
        }
    }

    /// How help shows it.
    package var defaultValueDescription: String {
        switch self {
        case .quantile(let quantile): quantile.rawValue
        case .failures: "failures"
        case .rate: "rate"
        }
    }

    /// The figure of a clock.
    func figure(_ clock: KeptFigures.Clock) -> TrendFigure {
        switch self {
        case .quantile(let quantile): .quantile(quantile, clock)
        case .failures: .failures
        case .rate: .rate
        }
    }
}
