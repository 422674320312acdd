import Analysis
import ArgumentParser
import Foundation
import History

/// The options that `run` and `replay` share: whether the run is kept in the history, and what it is called there.
struct HistoryOptions: ParsableArguments {
    @OptionGroup
    var history: HistoryFileOptions

    @Flag(help: "Keep the run in no history.")
    var noHistory = false

    @Option(
        name: .customLong("label"),
        help: ArgumentHelp(
            "What to call the run by in the history: release=v1.4; may be given again.",
            valueName: "name=value"
        )
    )
    var labels: [LabelValue] = []

    func validate() throws {
        guard !noHistory || (history.file == nil && labels.isEmpty) else {
            throw ValidationError("--no-history keeps nothing, so that --history and --label have no use beside it")
        }
        var names: Set<String> = []
        for label in labels.map(\.label) where !names.insert(label.name).inserted {
            throw ValidationError("a run has one label of each name, and here are two named '\(label.name)'")
        }
    }

    /// What is noted of a run beside its summary, as it is now: a checkout may move on while a long run goes.
    func origin() -> RunOrigin {
        RunOrigin(
            labels: labels.map(\.label),
            revision: WorkingRevision.read(from: FileManager.default.currentDirectoryPath),
            host: Self.hostName
        )
    }

    /// Keeps a run, unless it is not to be kept.
    ///
    /// Where that cannot be done there is a warning, and nothing else: the run's result stands.
    ///
    /// - Returns: What there is to say of it; nil for nothing.
    func keep(_ summary: RunSummary, _ origin: RunOrigin) -> String? {
        guard !noHistory else { return nil }
        do {
            let id = try RunHistory(path: history.path, makes: true).add(summary, origin)
            let labels = origin.labels.map(\.description).joined(separator: ", ")
            return "This is run \(id)\(labels.isEmpty ? "" : " (\(labels))") of the history in \(history.path)\n"
        } catch {
            StandardError.write("spammer: warning: this run is not kept in the history: \(error)\n")
            return nil
        }
    }

    /// The name that this machine gives itself; no name server is asked.
    private static var hostName: String? {
        var bytes = [CChar](repeating: 0, count: 256)
        // One byte less than there are: a name that fills them would have no end.
        guard gethostname(&bytes, 255) == 0 else { return nil }
        let name = String(decoding: bytes.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        return name.isEmpty ? nil : name
    }
}
