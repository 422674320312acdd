import ArgumentParser

/// `spammer history compare`: kept runs against kept runs.
struct HistoryCompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Compare runs that were kept; the first is the baseline.",
        discussion: """
            spammer history compare v1.3 v1.4
            spammer history compare --baseline 11 12 13 --candidate v1.4

            As `spammer compare`, which takes numbers and labels too where there is no file of that name. A label that several runs \
            have stands for all of them that are valid.
            """
    )

    @OptionGroup
    var comparison: CompareCommand

    func run() throws {
        try comparison.run(NamedRuns(history: comparison.history, takesFiles: false))
    }
}
