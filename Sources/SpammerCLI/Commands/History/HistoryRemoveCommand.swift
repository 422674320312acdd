import Analysis
import ArgumentParser
import Corpus
import Foundation
import History
import Report

/// `spammer history rm`: runs that need not be kept.
struct HistoryRemoveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rm",
        abstract: "Remove runs from the history.",
        discussion: """
            spammer history rm 12 13
            spammer history rm env=laptop --older-than 30d --dry-run

            A label stands for all runs that have it.
            """
    )

    @Argument(help: "The runs: their numbers or labels.")
    var names: [String] = []

    @Option(help: "Only runs that began longer ago: 90d.")
    var olderThan: DurationValue?

    @Flag(name: [.customShort("n"), .customLong("dry-run")], help: "Say which runs would go, and remove none.")
    var isRehearsal = false

    @OptionGroup
    var history: HistoryFileOptions

    func validate() throws {
        guard !names.isEmpty || olderThan != nil else {
            throw ValidationError("rm takes the runs to remove, or --older-than, or both")
        }
    }

    func run() throws {
        let history = try history.open()
        let named = names.isEmpty ? try history.runs() : try names.flatMap { try history.runs(called: $0) }
        var seen: Set<Int64> = []
        let runs = named.filter { isOldEnough($0) && seen.insert($0.id).inserted }
        if !isRehearsal { try history.remove(runs.map(\.id)) }
        let count = NumberText.count(UInt64(runs.count), "run")
        let numbers = runs.map { "\($0.id)" }.joined(separator: ", ")
        StandardOutput.write(
            (isRehearsal ? "Would remove \(count)" : "Removed \(count)") + (runs.isEmpty ? "\n" : ": \(numbers)\n")
        )
    }

    private func isOldEnough(_ run: KeptRun) -> Bool {
        guard let olderThan else { return true }
        let now = Timestamp(nanoseconds: Int64(Date().timeIntervalSince1970 * 1e9))
        return now.nanoseconds(since: run.startedAt) > olderThan.nanoseconds
    }
}
