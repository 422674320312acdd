import Analysis
import ArgumentParser
import History

/// `spammer history add`: runs of elsewhere.
struct HistoryAddCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Keep runs that were made elsewhere, from their JSON summaries.",
        discussion: "spammer history add ci-result.json --label release=v1.4"
    )

    @Argument(help: "The JSON summaries, as `run` and `replay` write them with -o.", completion: .file())
    var files: [String]

    @Option(
        name: .customLong("label"),
        help: ArgumentHelp("What to call them by: release=v1.4; may be given again.", valueName: "name=value")
    )
    var labels: [LabelValue] = []

    @Option(help: "The revision that was run.")
    var revision: String?

    @Option(help: "The host that they ran on.")
    var host: String?

    @OptionGroup
    var history: HistoryFileOptions

    func run() throws {
        // All are read before the first is kept: a file that is none leaves nothing half done.
        let summaries = try files.map { try NamedRuns.summary(file: $0) }
        let history = try RunHistory(path: history.path, makes: true)
        let origin = RunOrigin(labels: labels.map(\.label), revision: revision, host: host)
        for (file, summary) in zip(files, summaries) {
            StandardOutput.write("\(file) is run \(try history.add(summary, origin))\n")
        }
    }
}
