import ArgumentParser
import SpammerKit

/// The options that `run` and `replay` share: where their log and summary go.
struct RunOutputOptions: ParsableArguments {
    @Option(name: .shortAndLong, help: "The run's JSON summary; an earlier one is renamed with its time.")
    var output = "result.json"

    @Option(help: "The run as one HTML page that loads nothing; an earlier one is renamed with its time.")
    var html: String?

    @Option(help: "The run's log; an earlier one is renamed with its time.")
    var log = "output.log"

    @Flag(help: "Write no log file.")
    var noLog = false

    @Flag(name: .shortAndLong, help: "Do not print the log on standard output.")
    var quiet = false

    func validate() throws {
        guard output != "-" || html != "-" else {
            throw ValidationError("--output and --html cannot both be written to standard output")
        }
    }

    /// Sets what these options say.
    func apply(to plan: inout RunPlan) {
        plan.outputJSON = output
        plan.outputHTML = html
        plan.logFile = noLog ? nil : log
        plan.logsToStandardOutput = !quiet && output != "-" && html != "-"
    }
}
