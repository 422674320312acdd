import ArgumentParser
import Foundation
import History

/// The option that names the run history.
struct HistoryFileOptions: ParsableArguments {
    @Option(
        name: .customLong("history"),
        help: ArgumentHelp(
            "The run history; by default spammer/history.sqlite in $XDG_DATA_HOME or ~/.local/share.",
            valueName: "file"
        ),
        completion: .file()
    )
    var file: String?

    /// The path of the history.
    var path: String {
        let environment = ProcessInfo.processInfo.environment
        return file
            ?? HistoryFile.standardPath(environment: environment, home: environment["HOME"] ?? NSHomeDirectory())
    }

    /// Opens the history that there is.
    func open() throws -> RunHistory { try RunHistory(path: path, makes: false) }
}
