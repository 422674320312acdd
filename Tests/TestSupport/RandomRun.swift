package import Analysis

/// Arrivals of all shapes, the same for the same seed.
package enum RandomRun {
    /// So many measurements over some endpoints, within about twenty seconds.
    package static func measurements(count: Int, endpoints: Int, seed: UInt64) -> [Measurement] {
        var random = SeededGenerator(seed: seed)
        return (0..<count).map { _ in measurement(endpoints: endpoints, using: &random) }
    }

    private static func measurement(endpoints: Int, using random: inout SeededGenerator) -> Measurement {
        let intended = Double.random(in: 0..<20_000, using: &random)
        let wasSent = Int.random(in: 0..<20, using: &random) > 0
        var measurement = RunBuilder.measurement(
            endpoint: Int.random(in: 0..<endpoints, using: &random),
            at: intended,
            late: Double.random(in: 0..<3, using: &random),
            connecting: Bool.random(using: &random) ? Double.random(in: 0..<8, using: &random) : 0,
            took: latency(using: &random),
            firstByteAfter: Bool.random(using: &random) ? 0.5 : nil,
            result: result(using: &random),
            status: ([0, 200, 200, 404, 500] as [UInt16]).randomElement(using: &random) ?? 0,
            bytes: UInt64.random(in: 0..<100_000, using: &random),
            recorded: ([0, 200, 200, 404] as [UInt16]).randomElement(using: &random) ?? 0,
            recordedDuration: Bool.random(using: &random) ? latency(using: &random) : nil
        )
        if !wasSent { measurement.sent = 0 }
        return measurement
    }

    /// Milliseconds, mostly few, sometimes very many.
    private static func latency(using random: inout SeededGenerator) -> Double {
        let scales: [Double] = [0.001, 1, 20, 400, 30_000]
        let scale = scales.randomElement(using: &random) ?? 1
        return Double.random(in: 0..<scale, using: &random)
    }

    private static func result(using random: inout SeededGenerator) -> Measurement.Result {
        switch Int.random(in: 0..<10, using: &random) {
        case 0: .unfinished
        case 1, 2: .failed(FailureKind.allCases.randomElement(using: &random) ?? .dns)
        default: .passed
        }
    }
}
