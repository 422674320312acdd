import Analysis
import ArgumentParser
import Foundation

/// The options that `run`, `replay` and `compare` share: what has to hold.
struct ThresholdOptions: ParsableArguments {
    @Option(
        name: .customLong("threshold"),
        help: ArgumentHelp(
            """
            What has to hold, or the exit code is 99: 'p99 <= 300ms', 'response p99 < 1s', 'failures <= 0.1%', \
            'lateness p99 <= 5ms', 'dropped <= 0', 'rate >= 95%'; 'p99 <= 1.1x' of the baseline; for one endpoint \
            'GET /users/{id}: p95 <= 80ms'. May be given again.
            """,
            valueName: "expression"
        ),
        transform: Threshold.init(_:)
    )
    var expressions: [Threshold] = []

    @Option(
        name: .customLong("thresholds"),
        help: ArgumentHelp(
            "Such expressions from a YAML file: a list under thresholds:, or endpoints with a list each.",
            valueName: "file"
        ),
        completion: .file()
    )
    var file: String?

    /// All thresholds.
    ///
    /// - Parameter baseline: what a ratio is of.
    /// - Throws: a usage error where one cannot be read, or is a ratio of a baseline that does not exist.
    func thresholds(baseline: Threshold.Baseline) throws -> [Threshold] {
        let all = try expressions + (file.map(Self.read) ?? [])
        try Self.check(all, baseline: baseline)
        return all
    }

    /// Throws where the baseline does not do for an expression.
    static func check(_ thresholds: [Threshold], baseline: Threshold.Baseline) throws {
        for threshold in thresholds {
            if let obstacle = threshold.obstacle(baseline: baseline) {
                throw ValidationError("\(threshold.text): \(obstacle)")
            }
        }
    }

    private static func read(_ path: String) throws -> [Threshold] {
        let bytes: Data
        do {
            bytes = try Data(contentsOf: URL(filePath: path))
        } catch {
            throw CommandError("cannot read --thresholds \(path): \(systemReason(of: error))")
        }
        do {
            return try ThresholdFile.thresholds(yaml: String(decoding: bytes, as: UTF8.self))
        } catch {
            throw ValidationError("--thresholds \(path): \(error)")
        }
    }
}
