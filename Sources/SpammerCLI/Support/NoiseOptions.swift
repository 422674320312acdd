import Analysis
import ArgumentParser

/// What is too small to be a change, for all that judge figures.
struct NoiseOptions: ParsableArguments {
    @Option(help: "The share by which quantiles below p99 may differ.")
    var noise = ShareValue(share: JudgementRules().noise)

    @Option(help: "The share by which p99 and those beyond may differ.")
    var tailNoise = ShareValue(share: JudgementRules().tailNoise)

    @Option(help: "A difference in time that does not matter, whatever its share.")
    var floor = DurationValue(nanoseconds: 1_000_000)

    /// The rules of judgement with these.
    var rules: JudgementRules {
        var rules = JudgementRules()
        rules.noise = noise.share
        rules.tailNoise = tailNoise.share
        rules.floor = Double(floor.nanoseconds) / 1e6
        return rules
    }
}
