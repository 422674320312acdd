import ArgumentParser
import TestSupport
import Testing

@testable import SpammerCLI

@Suite("The help")
struct HelpTests {
    /// A command with the words that call it.
    struct Command: Sendable, CustomTestStringConvertible {
        let path: [String]
        let type: any ParsableCommand.Type

        var testDescription: String { path.joined(separator: " ") }

        /// Its discussion's commands; one that goes on behind `\`, `|` or `&&` is one.
        var examples: [String] {
            var examples: [String] = []
            var goesOn = false
            for line in type.configuration.discussion.split(separator: "\n") {
                if goesOn {
                    examples[examples.count - 1] += "\n" + line
                } else if line.hasPrefix("spammer ") || line.hasPrefix("ssh ") {
                    examples.append(String(line))
                } else {
                    continue
                }
                goesOn = ["\\", "|", "&&"].contains { line.hasSuffix($0) }
            }
            return examples
        }

        /// All that there are, below one of them.
        static func all(_ type: any ParsableCommand.Type = SpammerCommand.self, in path: [String] = []) -> [Command] {
            let path = path + [type.configuration.commandName ?? "\(type)".lowercased()]
            return [Command(path: path, type: type)]
                + type.configuration.subcommands.flatMap { all($0, in: path) }
        }
    }

    @Test("of the whole fits a screen")
    func screen() async throws {
        let lines = try await Tool.run("--help").output.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count <= 30)
        #expect(lines.allSatisfy { $0.count <= 80 })
    }

    @Test("of each command has an example of it, and its own parser takes it", arguments: Command.all())
    func examples(of command: Command) throws {
        let calls = command.examples.flatMap { ShellLine($0).calls }
        #expect(
            command.examples.allSatisfy { $0.split(separator: "\n").allSatisfy { $0.count <= 80 } },
            "would be broken"
        )
        let own = Array(command.path.dropFirst())
        #expect(calls.contains { $0.starts(with: own) }, "no example of \(command.testDescription)")
        for call in calls {
            #expect(throws: Never.self, "spammer \(call.joined(separator: " "))") {
                try SpammerCommand.parseAsRoot(call)
            }
        }
    }

    @Test("says in one line what each command does", arguments: Command.all().dropFirst())
    func abstracts(of command: Command) {
        let abstract = command.type.configuration.abstract
        #expect(abstract.hasSuffix("."))
        #expect(!abstract.contains("\n"))
    }

    @Test("can be had as completions of three shells", arguments: ["bash", "zsh", "fish"])
    func completions(shell: String) async throws {
        let ended = try await Tool.run("--generate-completion-script", shell)
        #expect(ended.code == 0)
        #expect(ended.output.contains("replay"))
        #expect(ended.output.contains("skip-damaged"))
    }
}

@Suite("A line of shell")
struct ShellLineTests {
    @Test(
        "is taken apart",
        arguments: [
            ("spammer a 'b c' -o d > e", [["a", "b c", "-o", "d"]]),
            ("ssh host spammer a - | spammer b && jq . # no more", [["a", "-"], ["b"]]),
            ("spammer a > /dev/null 2>&1 & spammer b \\\n  --c \"d|e\"", [["a"], ["b", "--c", "d|e"]]),
            ("jq .", []),
        ] as [(String, [[String]])]
    )
    func calls(line: String, calls: [[String]]) {
        #expect(ShellLine(line).calls == calls)
    }
}
