import Analysis
import Foundation
import Report

/// Two files of figures, which are compared where both can be read.
enum BenchmarkTarget {
    /// A file, a 0, and another one.
    static func run(_ bytes: [UInt8]) {
        var input = FuzzBytes(bytes)
        guard let baseline = read(input.takePart()), let candidate = read(input.takeAll()) else { return }
        requireComparison([baseline], [candidate])
        requireComparison([baseline, candidate], [candidate])
    }

    private static func read(_ json: [UInt8]) -> Benchmark? {
        do throws(BenchmarkError) {
            let benchmark = try Benchmark(json: Data(json))
            require(Benchmark.isBenchmark(json: Data(json)), "it is one, and is not said to be")
            return benchmark
        } catch {
            require(!error.description.isEmpty, "an error without words")
            return nil
        }
    }

    private static func requireComparison(_ baseline: [Benchmark], _ candidate: [Benchmark]) {
        let comparison = BenchmarkComparison(baseline: baseline, candidate: candidate, share: 0.05)
        for finding in comparison.findings {
            guard let low = finding.ratioLow, let high = finding.ratioHigh else { continue }
            // Rounding apart.
            require(low <= finding.ratio * 1.000_001 && finding.ratio <= high * 1.000_001, "\(finding)")
        }
        do {
            require(try !JSONEncoder().encode(comparison).isEmpty, "nothing")
        } catch {
            broken("it cannot be written: \(error)")
        }
        require(!BenchmarkText(comparison).text(.plain).isEmpty, "nothing")
    }
}
