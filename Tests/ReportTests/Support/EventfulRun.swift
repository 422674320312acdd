import Analysis
import Foundation
import TestSupport

/// A replay in which something happens: it slows down, requests fail for several reasons, the generator is late, and the rate
/// that is reached falls behind for a while.
enum EventfulRun {
    /// The endpoints.
    static let endpoints = ["GET /products/{id}", "POST /cart"]

    /// Such a run.
    ///
    /// - Parameters:
    ///   - seconds: how long it lasts.
    ///   - perSecond: requests a second.
    ///   - seed: what its times begin with.
    ///   - slowdown: by how much it takes longer.
    ///   - fails: whether there are failures.
    static func summary(
        seconds: Int = 60,
        perSecond: Int = 40,
        seed: UInt64 = 1,
        slowdown: Double = 1,
        fails: Bool = true
    ) -> RunSummary {
        var run = RunBuilder(endpoints: endpoints)
        var random = SeededGenerator(seed: seed)
        for second in 0..<seconds {
            for number in 0..<perSecond {
                let at = Double(second) * 1000 + Double(number) * 1000 / Double(perSecond)
                let stress = second * 3 / 2 > seconds && second * 4 / 3 < seconds ? 3.0 : 1
                let normal = (0..<6).reduce(-3.0) { sum, _ in sum + Double.random(in: 0..<1, using: &random) }
                var measurement = RunBuilder.measurement(
                    endpoint: number % 4 == 0 ? 1 : 0,
                    at: at,
                    late: stress > 1 ? 4 + Double(number % 10) : 0.1,
                    took: 20 * exp(0.5 * normal) * stress * slowdown,
                    bytes: 2000,
                    recorded: 200,
                    recordedDuration: 18 * exp(0.4 * normal)
                )
                if fails, stress > 1 || second == seconds / 4, number % 7 == 0 {
                    fail(&measurement, number)
                }
                run.add(measurement)
            }
        }
        return run.summary {
            $0.rate = Double(perSecond)
            $0.runtime = Double(seconds)
            $0.speed = 2
            $0.configuration = ["target": "http://staging:8080"]
        }
    }

    private static func fail(_ measurement: inout Analysis.Measurement, _ number: Int) {
        switch number % 3 {
        case 0:
            measurement.result = .failed(.status)
            measurement.status = 503
        case 1:
            measurement.result = .failed(.timeout)
            measurement.status = 0
        default:
            measurement.result = .failed(.reset)
            measurement.status = 0
        }
    }

    /// Two of them, the second one slower, with its failures.
    static func comparison(seconds: Int = 60) -> (Comparison, LabelledRun, LabelledRun) {
        let before = LabelledRun(label: "v1.json", summary: summary(seconds: seconds, seed: 2, fails: false))
        let after = LabelledRun(label: "v2.json", summary: summary(seconds: seconds, seed: 3, slowdown: 1.4))
        let comparison = Comparison(baseline: LabelledRuns(before), candidate: LabelledRuns(after))
        return (comparison, before, after)
    }
}
