import Analysis
import Foundation
import TestSupport

/// A run of one endpoint as real ones are: its level drifts from second to second (AR(1)), times are log-normal about it, and
/// in some seconds everything stalls.
struct SimulatedRun {
    /// The seconds that the run would have kept.
    let series: SecondSeries

    init(
        seed: UInt64,
        perSecond: Int = 100,
        seconds: Int = 60,
        slowdown: Double = 1,
        drift: Double = 0.02,
        stalls: Double = 0.02
    ) {
        var random = SeededGenerator(seed: seed &* 0x9E37_79B9)
        func normal() -> Double {
            let radius = (-2 * log(Double.random(in: .leastNonzeroMagnitude..<1, using: &random))).squareRoot()
            return radius * cos(2 * .pi * Double.random(in: 0..<1, using: &random))
        }
        var run = RunRecorder(endpoints: 1, origin: RunBuilder.origin)
        // Each second's level keeps 0.7 of the last one's; the rest is scaled so that `drift` is its standard deviation.
        var level = drift * normal()
        for second in 0..<seconds {
            level = 0.7 * level + drift * (1 - 0.7 * 0.7).squareRoot() * normal()
            let stall = Double.random(in: 0..<1, using: &random) < stalls ? 60.0 : 0
            for request in 0..<perSecond {
                let time = 40 * slowdown * exp(level + 0.4 * normal()) + stall
                let at = Double(second) * 1000 + Double(request) * 1000 / Double(perSecond)
                run.record(RunBuilder.measurement(at: at, took: time))
            }
        }
        series = run.endpoints[0].seconds ?? SecondSeries()
    }
}
