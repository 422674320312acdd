import Analysis
import ArgumentParser

/// The options that `run`, `replay` and `compare` share: what has to hold.
struct ThresholdOptions: ParsableArguments {
    @Option(
        name: .customLong("threshold"),
        help: ArgumentHelp(
            """
            What has to hold, or the exit code is 99: 'p99 <= 300ms', 'response p99 < 1s', 'failures <= 0.1%', \
            'mismatches <= 0.1%' with --check-bodies, 'lateness p99 <= 5ms', 'dropped <= 0', 'rate >= 95%'; 'p99 <= 1.1x' of the baseline; for one endpoint \
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
    /// - Parameters:
    ///   - baseline: what a ratio is of.
    ///   - comparesResponses: whether responses are compared with recorded ones.
    /// - Throws: a usage error where one cannot be read, or is of what does not exist.
    func thresholds(baseline: Threshold.Baseline, comparesResponses: Bool) throws -> [Threshold] {
        let all = try expressions + (file.map(Self.read) ?? [])
        try Self.check(all, baseline: baseline)
        for threshold in all where threshold.figure == .mismatches && !comparesResponses {
            throw ValidationError(
                "\(threshold.text): no response is compared with a recorded one; replay --check-bodies does that"
            )
        }
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
        let yaml = try GivenFile.text(path, of: "--thresholds")
        do {
            return try ThresholdFile.thresholds(yaml: yaml)
        } catch {
            throw ValidationError("--thresholds \(path): \(error)")
        }
    }
}
