import Analysis
import ArgumentParser
import Foundation
import History
import Report

/// `spammer history trend`: a figure across releases, and where it changed for good.
struct HistoryTrendCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trend",
        abstract: "Show a figure across releases, and where it changed for good.",
        discussion: """
            spammer history trend --by release
            spammer history trend --by release --html trend.html
            spammer history trend --figure p50 --endpoint 'GET /search'

            Runs with one value of the label are one release, with the median of their values; without --by, each run stands by \
            itself. Only runs of one corpus, pace and target are in a trend: those like the newest, or like the one that --like \
            names. Invalid runs are left out, and all that is left out is counted.

            Changes are found by E-divisive means (Matteson and James, 2014): where what lies before differs from what lies after \
            by more than chance makes it, at a significance of 0.05. It takes 8 releases, and 3 on either side, so that an outlier \
            is no change, and the newest two are not marked yet. What `compare` would call the same is not marked either, however sure \
            it is: a change of a quantile has to be larger than the noise and the floor, of the rate than the noise, of failures \
            than 0.1 points.
            """
    )

    @Option(help: ArgumentHelp("The label whose values are the releases: release.", valueName: "label"))
    var by: String?

    @Option(help: "The figure.")
    var figure = FigureValue.quantile(.p99)

    @Option(help: "The clock of a quantile.")
    var clock = Clock.service

    @Option(help: "Of one endpoint: 'GET /users/{id}'; by default, of all together.")
    var endpoint: String?

    @Option(
        name: .customLong("label"),
        help: ArgumentHelp("Only runs that have this label; may be given again.", valueName: "name=value")
    )
    var labels: [LabelValue] = []

    @Option(help: "The newest so many releases, or runs.")
    var last = 100

    @Option(help: ArgumentHelp("Runs like this one: its number or its label; by default the newest.", valueName: "run"))
    var like: String?

    @Flag(help: "Take in runs that went to other targets.")
    var allTargets = false

    @OptionGroup(title: "How large a change has to be")
    var noise: NoiseOptions

    @Option(help: "text or json.")
    var format = CompareCommand.Format.text

    @Option(help: "Write the trend as one HTML page that loads nothing; an earlier one is renamed with its time.")
    var html: String?

    @OptionGroup
    var history: HistoryFileOptions

    /// The clocks by the names that thresholds have for them.
    enum Clock: String, ExpressibleByArgument, CaseIterable {
        case service
        case response

        fileprivate var kept: KeptFigures.Clock {
            switch self {
            case .service: .serviceTime
            case .response: .responseTime
            }
        }
    }

    func validate() throws {
        if last < 1 { throw ValidationError("--last has to be 1 or more") }
        if figure == .rate, endpoint != nil {
            throw ValidationError("--figure rate is of all endpoints together: leave --endpoint out")
        }
    }

    func run() throws {
        let history = try history.open()
        let runs = try history.runs(with: labels.map(\.label))
        var question = TrendQuestion(figure.figure(clock.kept))
        question.endpoint = endpoint
        question.label = by
        question.newest = last
        question.takesAllTargets = allTargets
        question.rules = noise.rules
        question.like = try like.flatMap { try history.runs(called: $0).last }
        if let by { try Self.check(label: by, runs) }
        let figures = try history.figures(of: endpoint)
        if let endpoint, figures.isEmpty { throw try Self.unknown(endpoint: endpoint, history) }
        let trend = ReleaseTrend(question, runs: runs, figures: figures)
        if let html { try PageFile.write(TrendPage(trend).html, to: html) }
        switch format {
        case _ where html == "-": break
        case .text: StandardOutput.write(TrendText(trend).text(StandardOutput.style))
        case .json:
            let encoder = JSONEncoder()
            encoder.keyEncodingStrategy = .convertToSnakeCase
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            StandardOutput.write(String(decoding: try encoder.encode(trend), as: UTF8.self) + "\n")
        }
    }

    /// Names that an error lists.
    private static let mostNamed = 5

    /// Throws where no run has such a label: a name that was misspelt is no empty trend.
    private static func check(label name: String, _ runs: [KeptRun]) throws {
        let names = Set(runs.flatMap(\.labels).map(\.name))
        guard !runs.isEmpty, !names.contains(name) else { return }
        let known = names.sorted().prefix(mostNamed).joined(separator: ", ")
        throw CommandError(
            "no run has a label named '\(name)'; "
                + (names.isEmpty ? "`replay --label \(name)=v1.4` gives a run one" : "there are: \(known)")
        )
    }

    private static func unknown(endpoint: String, _ history: RunHistory) throws -> CommandError {
        let known = try history.endpoints(most: mostNamed)
        return CommandError(
            "no run has an endpoint '\(endpoint)'"
                + (known.isEmpty ? "" : "; among those that there are: \(known.joined(separator: ", "))")
        )
    }
}
