import ArgumentParser
import Foundation
import Report
import SpammerKit

/// The options that `run` and `replay` share: where their log and summary go.
struct RunOutputOptions: ParsableArguments {
    @Option(
        name: .shortAndLong,
        help:
            "The run's JSON summary, or the folder for it; an earlier one is renamed with its time. (default: result.json)",
        completion: .file()
    )
    var output: String?

    @Option(
        help: "The run as one HTML page that loads nothing; an earlier one is renamed with its time.",
        completion: .file()
    )
    var html: String?

    @Option(help: "The run's log; an earlier one is renamed with its time. (default: output.log)", completion: .file())
    var log: String?

    @Option(
        help: ArgumentHelp(
            "Show the run in a browser while it goes on, and Prometheus its figures at /metrics, at this address.",
            discussion: "':8080' is for this machine only; port 0 takes a free one, and the log says which.",
            valueName: "[host]:port"
        )
    )
    var live: LiveAddressValue?

    @Flag(help: "Write no log file.")
    var noLog = false

    @Flag(name: .shortAndLong, help: "Show neither the log nor the progress.")
    var quiet = false

    func validate() throws {
        guard output != "-" || html != "-" else {
            throw ValidationError("--output and --html cannot both be written to standard output")
        }
    }

    /// Sets what these options say.
    ///
    /// - Parameter shard: the part of a replay that writes; shards in one folder have a name each.
    func apply(to plan: inout RunPlan, _ shard: Shard? = nil) throws {
        let summary = shard?.fileName ?? "result.json"
        var path = output ?? summary
        var isDirectory: ObjCBool = false
        if path.hasSuffix("/")
            || FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory.boolValue
        {
            do {
                try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            } catch {
                throw CommandError("cannot make the folder \(path): \(systemReason(of: error))")
            }
            path = URL(filePath: path).appending(path: summary).relativePath
        }
        plan.outputJSON = path
        let shared = shard.map { $0.fileName.replacing(".json", with: ".log") } ?? "output.log"
        plan.outputHTML = html
        plan.live = live?.address
        plan.logFile = noLog ? nil : log ?? shared
        plan.logsToStandardOutput = !quiet && path != "-" && html != "-"
        if !quiet { plan.terminal = Self.terminal }
    }

    /// The terminal that a person looks at and that can move its cursor: standard output, or else standard error.
    private static var terminal: Terminal? {
        let environment = ProcessInfo.processInfo.environment
        let name = environment["TERM"] ?? ""
        guard !name.isEmpty, name != "dumb" else { return nil }
        return [STDOUT_FILENO, STDERR_FILENO].first { isatty($0) == 1 }.map {
            Terminal(descriptor: $0, style: TextStyle(isTerminal: true, environment: environment))
        }
    }
}
