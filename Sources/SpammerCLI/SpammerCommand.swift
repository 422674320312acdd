package import ArgumentParser
import Glibc
import SpammerKit

/// The `spammer` tool.
package struct SpammerCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "spammer",
        abstract: "Record production HTTP traffic, replay it, and compare releases.",
        discussion: """
            spammer record capture.pcap -o service.corpus
            spammer replay service.corpus --target http://staging:8080 --speed 2x
            spammer compare v1.json v2.json
            """,
        version: Version.described,
        subcommands: [
            RecordCommand.self, ReplayCommand.self, CompareCommand.self, InspectCommand.self, ShowCommand.self,
            SliceCommand.self, MergeCommand.self, RedactCommand.self, DedupeCommand.self, ExportCommand.self,
            ServeCommand.self, RunCommand.self, ClusterCommand.self, HistoryCommand.self,
        ]
    )

    package init() {}

    /// Parses the command line and runs the command; does not return.
    ///
    /// What a person can mend is one line on standard error, and an exit code: 64 where the command line is wrong, 1 where
    /// the work failed.
    package static func start(_ arguments: [String]? = nil) async -> Never {
        // A reader that goes away (`spammer export … | head`) ends a write with an error, not the process with a signal.
        signal(SIGPIPE, SIG_IGN)
        // So does a file that has come to be as large as `ulimit -f` allows.
        signal(SIGXFSZ, SIG_IGN)
        do {
            var arguments = arguments ?? Array(CommandLine.arguments.dropFirst())
            try checkNames(arguments)
            let options = try optionsInEffect(&arguments)
            try await EffectiveOptions.$current.withValue(options) { [arguments] in
                var command = try parseAsRoot(arguments)
                if var asynchronous = command as? any AsyncParsableCommand {
                    try await asynchronous.run()
                } else {
                    try command.run()
                }
            }
            end(with: nil)
        } catch is CleanEnd {
            end(with: nil)
        } catch {
            end(with: error)
        }
    }

    /// Says what went wrong, if anything did, and ends the process.
    private static func end(with error: (any Error)?) -> Never {
        ReadingLine.shared.end()
        if let error, isForPerson(error) {
            StandardError.write("spammer: \(error)\n")
            exit(withError: ExitCode.failure)
        }
        if let problem = StandardOutput.failure {
            StandardError.write("spammer: cannot write to standard output: \(problem)\n")
            // A verdict stands, whoever got to read it.
            if error.map({ exitCode(for: $0) }) ?? .success == .success { exit(withError: ExitCode.failure) }
        }
        exit(withError: error)
    }

    /// The options in effect, of a command that tells them in its summary and takes them from a file.
    ///
    /// - Parameter arguments: the command's name and what follows it; gets the file's options in front of that.
    package static func options(merging arguments: inout [String]) throws -> EffectiveOptions {
        guard arguments.first == ReplayCommand.configuration.commandName else { return .current }
        var own = Array(arguments.dropFirst())
        let options = try EffectiveOptions(merging: &own, of: ReplayCommand.self)
        arguments = arguments.prefix(1) + own
        return options
    }

    /// The same, with where to look where a file is wrong: the parser would show how the tool is used, of which nothing is.
    private static func optionsInEffect(_ arguments: inout [String]) throws -> EffectiveOptions {
        do {
            return try options(merging: &arguments)
        } catch let error as ValidationError {
            StandardError.write("Error: \(error.message)\n  See 'spammer replay --help' for what a file may set.\n")
            throw ExitCode.validationFailure
        }
    }

    /// Whether the error is one of ours, and not the argument parser's, which prints its own.
    private static func isForPerson(_ error: any Error) -> Bool {
        exitCode(for: error) == .failure && !(error is ExitCode)
    }
}
