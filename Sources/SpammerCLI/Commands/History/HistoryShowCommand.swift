import Analysis
import ArgumentParser
import Foundation
import History
import Report

/// `spammer history show`: one run.
struct HistoryShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show a run that was kept, as it was shown when it ended.",
        discussion: """
            spammer history show 12
            spammer history show v1.4 --format json > v1.4.json

            Of several runs with the same label, the newest is shown.
            """
    )

    @Argument(help: ArgumentHelp("The run: its number or its label.", valueName: "run"))
    var name: String

    @Option(help: "text, or json for the run's summary.")
    var format = CompareCommand.Format.text

    @OptionGroup
    var history: HistoryFileOptions

    func run() throws {
        let history = try history.open()
        let runs = try history.runs(called: name)
        guard let run = runs.last else { return }
        if runs.count > 1 {
            let others = runs.dropLast().map { "\($0.id)" }.joined(separator: ", ")
            StandardError.write(
                "spammer: this is the newest of \(runs.count) runs called \(name); the others: \(others)\n"
            )
        }
        switch format {
        case .text:
            let text = KeptRunText(run, try history.summary(ofRun: run.id))
            StandardOutput.write(text.text(StandardOutput.style))
        case .json:
            StandardOutput.write(String(decoding: try history.json(ofRun: run.id), as: UTF8.self))
        }
    }
}
