import Analysis
import ArgumentParser
import Foundation
import History
import Report

/// `spammer history list`: what runs there are.
struct HistoryListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the runs that were kept, oldest first.",
        discussion: """
            spammer history list --label env=staging

            p99 is that of the service time; in JSON, service_time_p99 is in milliseconds.
            """
    )

    @Option(
        name: .customLong("label"),
        help: ArgumentHelp("Only runs that have this label; may be given again.", valueName: "name=value")
    )
    var labels: [LabelValue] = []

    @Option(name: .shortAndLong, help: "The most runs: the newest ones.")
    var limit = 50

    @Option(help: "text or json.")
    var format = CompareCommand.Format.text

    @OptionGroup
    var history: HistoryFileOptions

    func validate() throws {
        guard limit > 0 else { throw ValidationError("--limit has to be 1 or more") }
    }

    func run() throws {
        let history = try history.open()
        let all = try history.runs(with: labels.map(\.label))
        let runs = Array(all.suffix(limit))
        switch format {
        case .text:
            let text = HistoryText(runs, of: all.count, path: history.path, size: history.size)
            StandardOutput.write(text.text(StandardOutput.style))
        case .json:
            let encoder = JSONEncoder()
            encoder.keyEncodingStrategy = .convertToSnakeCase
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            StandardOutput.write(String(decoding: try encoder.encode(runs), as: UTF8.self) + "\n")
        }
    }
}
