import ArgumentParser

/// `spammer history`: the runs of the past.
struct HistoryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "List, show and compare the runs that were kept.",
        discussion: """
            spammer replay service.corpus -t http://staging:8080 --label release=v1.4
            spammer history list
            spammer history compare v1.3 v1.4
            spammer history trend --by release

            A run is called by its number, by a label (release=v1.4), or by a label's value alone (v1.4). `run` and `replay` keep \
            each run unless --no-history says otherwise.
            """,
        subcommands: [
            HistoryListCommand.self, HistoryShowCommand.self, HistoryCompareCommand.self, HistoryTrendCommand.self,
            HistoryAddCommand.self, HistoryRemoveCommand.self,
        ]
    )
}
