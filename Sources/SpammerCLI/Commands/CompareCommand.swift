import Analysis
import ArgumentParser
import Foundation
import Report
import SpammerKit

/// `spammer compare`: run against run.
struct CompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Compare two runs; the first is the baseline.",
        discussion: """
            spammer compare v1.json v2.json

            A quantile of an endpoint's service times is a regression where the whole 95% interval of its ratio lies beyond \
            the noise, and that of the difference beyond the floor. Exits with 99 for a regression, or a threshold that is not \
            met, and with 3 where the runs cannot be held against each other; else with 0, also where they are too short to \
            tell (UNDECIDED).

            Several runs a side say more than one: then the spread between runs, not within one, tells what is noise.

            spammer compare --baseline a1.json a2.json --candidate b1.json b2.json

            Two files of tools/bench --json are compared figure by figure, with the same options and the same exit codes.

            In place of a file, a run of the history can be named by its number or its label: spammer compare v1.3 v1.4
            """
    )

    @Argument(
        help: "The JSON summaries of the baseline and of the candidate, or what the history has them as.",
        completion: .file()
    )
    var runs: [String] = []

    @Option(
        parsing: .upToNextOption,
        help: "The JSON summaries of the baseline's runs, instead of the first one above.",
        completion: .file()
    )
    var baseline: [String] = []

    @Option(
        parsing: .upToNextOption,
        help: "The JSON summaries of the candidate's runs, instead of the second one above.",
        completion: .file()
    )
    var candidate: [String] = []

    @Option(
        parsing: .upToNextOption,
        help: "JSON summaries of runs of one release here, from which to learn how much runs differ by themselves.",
        completion: .file()
    )
    var noiseFrom: [String] = []

    @OptionGroup
    var noise: NoiseOptions

    @Option(help: "What the resampling begins with; the same seed gives the same verdict.")
    var seed: UInt64 = 1

    @OptionGroup(title: "What has to hold of the candidate")
    var limits: ThresholdOptions

    @OptionGroup(title: "Reports")
    var reports: ReportOptions

    @Option(name: .shortAndLong, help: "Write the comparison as JSON here; - is standard output.", completion: .file())
    var output: String?

    @Option(
        help: "Write the comparison as one HTML page that loads nothing; an earlier one is renamed with its time.",
        completion: .file()
    )
    var html: String?

    @Option(help: "text or json.")
    var format = Format.text

    @OptionGroup
    var history: HistoryFileOptions

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text
        case json
    }

    func validate() throws {
        let isNamed = !baseline.isEmpty || !candidate.isEmpty
        if isNamed, baseline.isEmpty || candidate.isEmpty || !runs.isEmpty {
            throw ValidationError(
                "--baseline and --candidate go together, and without other runs: --baseline a.json --candidate b.json"
            )
        }
        if !isNamed, runs.count != 2 {
            throw ValidationError(
                "compare takes two runs, the baseline and the candidate; here are \(runs.count). For more runs a side, give "
                    + "--baseline and --candidate"
            )
        }
        if noiseFrom.count == 1 {
            throw ValidationError("--noise-from takes two runs or more: one run differs from nothing")
        }
    }

    func run() throws {
        try run(NamedRuns(history: history))
    }

    /// Compares the runs that are found by their names.
    func run(_ named: NamedRuns) throws {
        let thresholds = try limits.thresholds(baseline: .run, comparesResponses: true)
        try reports.check(besides: [output, html])
        if try compareBenchmarks() { return }
        let (before, after) =
            baseline.isEmpty
            ? (try named.runs(Array(runs.prefix(1))), try named.runs(Array(runs.suffix(1))))
            : (try named.runs(baseline), try named.runs(candidate))
        guard let before = LabelledRuns(before), let after = LabelledRuns(after) else { return }
        let comparison = Comparison(
            baseline: before,
            candidate: after,
            noise: try named.runs(noiseFrom),
            rules: rules,
            thresholds: thresholds
        )
        let json = try writtenJSON(comparison)
        if let html {
            let page = ReportPage(comparison, baseline: before.middle, candidate: after.middle, rules: rules)
            try PageFile.write(page.html, to: html)
        }
        try reports.write(comparison)
        switch format {
        case _ where html == "-" || reports.takesStandardOutput: break
        case .text where output != "-":
            StandardOutput.write(ComparisonText(comparison).text(StandardOutput.style))
        case .text, .json: StandardOutput.write(String(decoding: json, as: UTF8.self) + "\n")
        }
        throw comparison.exitCode
    }

    /// The JSON of what came of a comparison, which is written where that was asked for.
    func writtenJSON(_ comparison: some Encodable) throws -> Data {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let json = try encoder.encode(comparison)
        if let output, output != "-" { try OutputFile(path: output).write(json) }
        return json
    }

    private var rules: JudgementRules {
        var rules = noise.rules
        rules.seed = seed
        return rules
    }
}

extension Comparison {
    /// The process's exit code: runs that cannot be held against each other come before what was found of them.
    var exitCode: ExitCode {
        if judgement?.outcome == .inconclusive { return .invalidRun }
        if judgement?.outcome == .regression { return .regression }
        return missedThresholds.isEmpty ? .success : .regression
    }
}
