import Analysis
import ArgumentParser
import Foundation
import Report

extension CompareCommand {
    /// Compares benchmarks, where the first file is one.
    ///
    /// - Returns: Whether it was.
    /// - Throws: the exit code where a figure got worse or nothing can be said, as with runs.
    func compareBenchmarks() throws -> Bool {
        let (left, right) =
            baseline.isEmpty ? (Array(runs.prefix(1)), Array(runs.suffix(1))) : (baseline, candidate)
        guard let all = try BenchmarkFiles.benchmarks(left + right + noiseFrom) else { return false }
        guard html == nil, reports.isEmpty, limits.expressions.isEmpty, limits.file == nil else {
            throw CommandError(
                "benchmarks are compared in text and JSON: leave out --html, --junit, --markdown, --threshold and --thresholds"
            )
        }
        let comparison = BenchmarkComparison(
            baseline: Array(all.prefix(left.count)),
            candidate: Array(all.dropFirst(left.count).prefix(right.count)),
            noise: Array(all.dropFirst(left.count + right.count)),
            share: noise.noise.share
        )
        let json = try writtenJSON(comparison)
        if format == .text, output != "-" {
            StandardOutput.write(BenchmarkText(comparison).text(StandardOutput.style))
        } else {
            StandardOutput.write(String(decoding: json, as: UTF8.self) + "\n")
        }
        switch comparison.outcome {
        case .regression: throw ExitCode.regression
        case .inconclusive: throw ExitCode.invalidRun
        case .improvement, .equivalent, .undecided: return true
        }
    }
}
