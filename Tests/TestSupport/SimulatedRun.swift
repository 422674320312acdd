package import Analysis
import Foundation

/// A run as real ones are: its level drifts from second to second (AR(1)), times are log-normal about it, and now and then the
/// service stands still, so that whatever arrives waits for the rest of that.
package struct SimulatedRun {
    /// The seconds that the run would have kept, by endpoint.
    package let endpoints: [SecondSeries]

    /// For how many milliseconds a service stands still: a garbage collection, a checkpoint, a neighbour.
    package static let stall = 200.0

    /// The seconds of its first endpoint.
    package var series: SecondSeries { endpoints.first ?? SecondSeries() }

    /// A run of some endpoints, each asked for as often.
    ///
    /// - Parameters:
    ///   - seed: what it begins with.
    ///   - endpoints: how many there are.
    ///   - perSecond: requests a second of each.
    ///   - seconds: how long it lasts.
    ///   - slowdown: by how much the first endpoint takes longer.
    ///   - drift: the standard deviation of the seconds' level, which all endpoints share.
    ///   - stalls: the share of seconds in which the service stands still, for ``stall`` milliseconds.
    ///   - level: the natural logarithm of what the run as a whole is slower by.
    package init(
        seed: UInt64,
        endpoints: Int = 1,
        perSecond: Int = 100,
        seconds: Int = 60,
        slowdown: Double = 1,
        drift: Double = 0.02,
        stalls: Double = 0.02,
        level: Double = 0
    ) {
        var random = SeededGenerator(seed: seed &* 0x9E37_79B9)
        func normal() -> Double {
            let radius = (-2 * log(Double.random(in: .leastNonzeroMagnitude..<1, using: &random))).squareRoot()
            return radius * cos(2 * .pi * Double.random(in: 0..<1, using: &random))
        }
        var run = RunRecorder(endpoints: endpoints, origin: RunBuilder.origin)
        // Each second's level keeps 0.7 of the last one's; the rest is scaled so that `drift` is its standard deviation.
        var second = drift * normal()
        for number in 0..<seconds {
            second = 0.7 * second + drift * (1 - 0.7 * 0.7).squareRoot() * normal()
            let stall = Double.random(in: 0..<1, using: &random) < stalls ? Self.stall : 0
            for request in 0..<perSecond {
                let within = Double(request) * 1000 / Double(perSecond)
                let at = Double(number) * 1000 + within
                for endpoint in 0..<endpoints {
                    let slower = endpoint == 0 ? slowdown : 1
                    let time = 40 * slower * exp(level + second + 0.4 * normal()) + max(0, stall - within)
                    run.record(RunBuilder.measurement(endpoint: endpoint, at: at, took: time))
                }
            }
        }
        self.endpoints = run.endpoints.map { $0.seconds ?? SecondSeries() }
    }

    /// The run as a summary.
    package func summary() -> RunSummary {
        let names = endpoints.indices.map { "GET /\($0)" }
        var builder = RunBuilder(endpoints: names)
        for endpoint in endpoints.indices { builder.add(RunBuilder.measurement(endpoint: endpoint, took: 40)) }
        var summary = builder.summary()
        for index in summary.endpoints.indices {
            guard let place = names.firstIndex(of: summary.endpoints[index].name) else { continue }
            let sent = endpoints[place].count(.passed)
            summary.endpoints[index].sent = sent
            summary.endpoints[index].passed = sent
            summary.endpoints[index].seconds = endpoints[place]
        }
        return summary
    }
}
