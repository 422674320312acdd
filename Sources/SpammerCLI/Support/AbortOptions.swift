import Analysis
import ArgumentParser

/// The options that `run` and `replay` share: what ends a run before its time.
struct AbortOptions: ParsableArguments {
    @Option(
        name: .customLong("abort-on"),
        help: ArgumentHelp(
            """
            End the run, with exit code 99, once this holds of all that was measured so far: 'p99 > 1s', 'failures > 5%', \
            'GET /users/{id}: failures > 50'. Written as --threshold is; looked at once a second. May be given again.
            """,
            valueName: "expression"
        ),
        transform: Threshold.init(_:)
    )
    var expressions: [Threshold] = []

    /// The conditions.
    ///
    /// - Throws: a usage error where one is a ratio of a baseline that does not exist, or of what is known at
    ///   the end only.
    func conditions(baseline: Threshold.Baseline) throws -> [Threshold] {
        try ThresholdOptions.check(expressions, baseline: baseline)
        for condition in expressions where condition.figure == .mismatches {
            throw ValidationError(
                "\(condition.text): responses are compared beside the run; --threshold holds the run to that at its end"
            )
        }
        return expressions
    }
}
