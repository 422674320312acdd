import Foundation
import TestSupport
import Testing

@testable import SpammerCLI

@Suite("The command line")
struct CommandLineTests {
    private static let commands = [
        "record", "replay", "compare", "inspect", "show", "slice", "merge", "redact", "dedupe", "export", "serve",
        "run",
    ]

    @Test("every command explains itself", arguments: commands)
    func help(command: String) async throws {
        let ended = try await Tool.run(command, "--help")
        #expect(ended.code == 0)
        #expect(ended.output.contains("USAGE: spammer \(command)"))
        #expect(ended.output.contains("spammer \(command) "))
        // The usage line is the argument parser's, and is not broken.
        #expect(ended.output.split(separator: "\n").allSatisfy { $0.count <= 100 || $0.hasPrefix("USAGE:") })
    }

    @Test("the version is one line, and names the commit or says that it does not know it")
    func version() async throws {
        let ended = try await Tool.run("--version")
        #expect(ended.code == 0)
        #expect(ended.output.wholeMatch(of: /\d+\.\d+\.\d+ \(commit (unknown|[0-9a-f]{7,40}(-dirty)?)\)\n/) != nil)
    }

    @Test(
        "a wrong use is exit code 64 and says what is wrong",
        arguments: [
            ["record"], ["record", "a.pcap"], ["replay", "a.corpus"], ["nonsense"], ["help", "nonsense"],
            ["run", "not-a-url"], ["run", "http://a", "-X", "G E T"], ["run", "http://a", "--duration", "0"],
            ["replay", "a.corpus", "--target", "ftp://a"], ["replay", "a.corpus", "-t", "http://a", "-d", "0s"],
            ["history", "lst"],
            ["replay", "a.corpus", "--target", "http://a", "--speed", "0x"],
            ["replay", "a.corpus", "--target", "http://a", "--speed", "2x", "--rate", "5"],
            ["replay", "a.corpus", "--target", "http://a", "--closed", "--rate-steps", "5:1s"],
            ["replay", "a.corpus", "--target", "http://a", "--poisson"],
            ["replay", "a.corpus", "--target", "http://a", "--amplify", "0.5x"],
            ["replay", "a.corpus", "--target", "http://a", "--from", "9m", "--to", "8m"],
            ["replay", "a.corpus", "--target", "http://a", "--status", "20"],
            ["replay", "a.corpus", "--target", "http://a", "-H", "Content-Length: 5"],
            ["replay", "a.corpus", "--target", "http://a", "--rewrite-path", "no arrow"],
            ["replay", "a.corpus", "--target", "http://a", "--set-query", "no value"],
            ["replay", "a.corpus", "--target", "http://a", "--http2", "--http1.1"],
            ["replay", "a.corpus", "-t", "a/b=http://a"],
            ["replay", "a.corpus", "-t", "http://a", "-t", "http://b"],
            ["replay", "a.corpus", "--target", "http://a", "--session", "all"],
            ["replay", "a.corpus", "--target", "http://a", "--cookies", "--session", "user"],
            ["replay", "a.corpus", "--target", "http://a", "--cookies", "--remove-header", "Cookie"],
            ["replay", "a.corpus", "--target", "http://a", "--prewarm", "301"],
            ["replay", "a.corpus", "--target", "http://a", "--prewarm", "5", "--connections", "recorded"],
            ["run", "http://a", "--prewarm", "5", "--connections-per-host", "4"],
            ["run", "http://a", "--connections-per-host", "0"],
            ["run", "http://a", "--connections", "recorded"], ["run", "http://a", "--threads", "0"],
            ["run", "http://a", "--rate", "none"], ["run", "http://a", "--duration", "5 parsecs"],
            ["run", "http://a", "--cert", "a.pem"], ["record", "a", "-o", "b", "--port", "0"],
            ["record", "a", "-o", "b", "--format", "iis"],
            ["record", "a", "-o", "b", "--format", "alb", "--log-map", "c"],
            ["replay", "a.corpus", "--target", "http://a", "--bodiless", "perhaps"],
            ["serve", "a.corpus", "--port", "70000"], ["show", "a.corpus"], ["show", "a.corpus", "--id", "0"],
            ["show", "a.corpus", "--at", "25:00:00"], ["slice", "a.corpus"],
            ["slice", "a.corpus", "-o", "b", "--from", "9m", "--to", "8m"],
            ["slice", "a.corpus", "-o", "b", "--connection", "x"], ["merge", "-o", "b"], ["redact", "a.corpus"],
            ["dedupe", "a.corpus", "-o", "b", "--most", "0"],
            ["record", "a", "-o", "b", "--redact-key-file", "c"], ["record", "a", "-o", "b", "--endpoint", "users"],
            ["merge", "-", "-", "-o", "b"],
            ["replay", "a.corpus", "--target", "http://a", "--threshold", "p99 =< 3ms"],
            ["replay", "a.corpus", "--target", "http://a", "--threshold", "response p99 <= 1.1x"],
            ["run", "http://a", "--threshold", "p99 <= 1.1x"], ["compare", "a", "b", "--threshold", "failures"],
            ["replay", "a.corpus", "--target", "http://a", "-o", "-", "--junit", "-"],
            ["inspect", "-", "--repair"], ["export", "a.corpus", "--format", "xml"],
        ]
    )
    func usage(arguments: [String]) async throws {
        let ended = try await Tool(arguments).end()
        #expect(ended.code == 64)
        #expect(ended.errors.contains("Error:"))
        #expect(ended.output.isEmpty)
    }

    @Test(
        "what cannot work is exit code 1 and one line that a person can act on",
        arguments: [
            (["record", "/nowhere.pcap", "-o", "x.corpus"], "/nowhere.pcap"),
            (["record", Tool.path, "-o", "x.corpus"], "expected a capture"),
            (["record", Sample.path, "-o", "/nowhere/x.corpus"], "/nowhere/x.corpus"),
            (["record", Sample.path, "-o", "x.corpus", "--filter", "tcp prt"], "no BPF expression"),
            (
                ["record", Sample.path, "-o", "x.corpus", "--log-map", "/nowhere.yaml"],
                "--log-map /nowhere.yaml: No such file"
            ),
            (["record", Sample.path, "-o", "x.corpus", "--log-map", #filePath], "/CommandLineTests.swift: line "),
            (["inspect", Sample.path], "expected a corpus"),
            (["inspect", "/nowhere.corpus"], "/nowhere.corpus"),
            (["export", "/nowhere.corpus"], "/nowhere.corpus"),
            (["serve", "/nowhere.corpus"], "/nowhere.corpus"),
            (["replay", "/nowhere.corpus", "--target", "http://127.0.0.1:1"], "/nowhere.corpus"),
            (["compare", "/nowhere.json", "/nowhere.json"], "/nowhere.json: No such file or directory"),
            (
                ["run", "http://a", "--thresholds", "/nowhere.yaml"],
                "cannot read --thresholds /nowhere.yaml: No such file or directory"
            ),
            (["compare", Sample.path, Sample.path], "shop.pcap.gz"),
            (["run", "http://a", "--data", "@/nowhere"], "cannot read --data /nowhere: No such file or directory"),
            (["record", Sample.path, "-o", "/tmp", "--force"], "/tmp: it is a folder; name a file in it"),
            (["record", Sample.path, "-o", "/dev/full"], "/dev/full: it is no file that could be replaced"),
            (["export", "/nowhere.corpus", "-o", "/dev/null"], "/nowhere.corpus"),
            (["run", "http://a", "--cacert", "/nowhere.pem"], "cannot use /nowhere.pem: No such file or directory"),
            (["run", "http://a", "--cacert", Sample.path], "shop.pcap.gz: it holds no such thing"),
            (
                ["run", "http://127.0.0.1:1", "--duration", "1s", "--no-history", "-o", "/proc/nowhere/x.json"],
                "cannot write /proc/nowhere/x.json: there is no folder /proc/nowhere"
            ),
        ]
    )
    func failure(arguments: [String], word: String) async throws {
        let ended = try await Tool(arguments).end()
        #expect(ended.code == 1)
        #expect(ended.errors.hasPrefix("spammer: "))
        #expect(ended.errors.contains(word), "\(ended.errors)")
        #expect(ended.errors.split(separator: "\n").count == 1, "\(ended.errors)")
    }

    @Test(
        "a command that there is not is told from the one that was meant",
        arguments: [
            (["rcord", "a.pcap"], "there is no command 'rcord'; did you mean 'record'?"),
            (["history", "lst"], "there is no command 'lst'; did you mean 'list'?"),
            (["help", "replya"], "there is no command 'replya'; did you mean 'replay'?"),
            (["xyzzy"], "there is no command 'xyzzy'; there are record, replay, "),
        ]
    )
    func misspelt(arguments: [String], word: String) {
        #expect {
            try SpammerCommand.checkNames(arguments)
        } throws: {
            "\($0)".contains(word)
        }
    }

    @Test(
        "what a command is given is no name of a command",
        arguments: [["record", "rcord"], ["--version"], [], ["help"]]
    )
    func arguments(_ arguments: [String]) throws {
        try SpammerCommand.checkNames(arguments)
    }

    @Test(
        "what cannot be written to standard output is said, and fails",
        arguments: ["inspect", "export", "slice -o -"]
    )
    func fullOutput(command: String) async throws {
        let folder = try TemporaryFolder()
        let corpus = folder.file("a.corpus")
        #expect(try await Tool.run("record", Sample.path, "-o", corpus).code == 0)
        let line = "'\(Tool.path)' \(command) '\(corpus)' > /dev/full"
        let ended = try await Tool(["-c", line], program: "/bin/sh").end()
        #expect(ended.code == 1)
        #expect(ended.errors.hasPrefix("spammer: "))
        #expect(ended.errors.contains("standard output: No space left on device"), "\(ended.errors)")
    }

    @Test("a message that cannot be written is no crash", arguments: ["2> /dev/full", "2>&-"])
    func fullErrors(redirection: String) async throws {
        let line = "'\(Tool.path)' inspect /nowhere.corpus \(redirection)"
        #expect(try await Tool(["-c", line], program: "/bin/sh").end().code == 1)
    }

    @Test("a summary that cannot be written fails the run, which is kept in the history all the same")
    func unwrittenSummary() async throws {
        let folder = try TemporaryFolder()
        let history = folder.file("history.sqlite")
        let ended = try await Tool.run(
            "run",
            "http://127.0.0.1:1/",
            "--duration",
            "200ms",
            "-o",
            "/dev/full",
            "--html",
            folder.file("page.html"),
            "--no-log",
            "--history",
            history
        )
        #expect(ended.code == 1)
        #expect(ended.errors == "spammer: cannot write /dev/full: No space left on device\n")
        #expect(folder.names.contains("page.html"))
        let list = try await Tool.run("history", "list", "--history", history)
        #expect(list.output.contains("  fail  "), "\(list.output)")
    }

    @Test("a request's body may come from a file or from standard input, as with curl")
    func data() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("cart.json", Array(#"{"id": 7}"#.utf8))
        #expect(try RequestData.bytes("@\(path)") == Array(#"{"id": 7}"#.utf8))
        #expect(try RequestData.bytes("a@b") == Array("a@b".utf8))
    }
}
