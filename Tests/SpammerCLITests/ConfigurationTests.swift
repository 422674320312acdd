import Analysis
import ArgumentParser
import Foundation
import TestSupport
import Testing

@testable import SpammerCLI

@Suite("A configuration file")
struct ConfigurationTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    /// The arguments and the shown options of a command line with a file.
    private func merged(
        _ yaml: String,
        _ arguments: String...
    ) throws -> (arguments: [String], shown: [String: ConfiguredOption]) {
        let path = folder.file("run.yaml")
        try folder.write("run.yaml", Array(yaml.utf8))
        var own = arguments + ["--config", path]
        let options = try EffectiveOptions(merging: &own, of: ReplayCommand.self)
        return (Array(own.dropLast(2)), options.shown)
    }

    private func message(_ yaml: String) -> String? {
        do {
            _ = try merged(yaml)
            return nil
        } catch {
            return "\(error)".replacing(folder.path + "/", with: "")
        }
    }

    @Test("has options by their long names: values, lists and flags")
    func options() throws {
        let yaml = """
            # nightly
            corpus: a.corpus
            target: [http://a, api.prod=http://b]
            speed: 2x
            header:
              - "X-Tenant: blue"
            loop: true
            no-log: false
            max-in-flight: 500
            """
        let (arguments, shown) = try merged(yaml)
        #expect(
            arguments == [
                "a.corpus", "--target=http://a", "--target=api.prod=http://b", "--speed=2x", "--header=X-Tenant: blue",
                "--loop", "--max-in-flight=500",
            ]
        )
        let command = try #require(try ReplayCommand.parse(arguments) as ReplayCommand?)
        #expect(command.corpus == "a.corpus" && command.loop && command.connection.maxInFlight == 500)
        #expect(shown["target"] == .list(["http://a", "api.prod=http://b"]))
        #expect(shown["speed"] == .text("2x"))
        #expect(shown["loop"] == .flag(true))
        #expect(shown["corpus"] == .text("a.corpus"))
        // What nobody gave, as it is by default.
        #expect(shown["timeout"] == .text("30s"))
        #expect(shown["no-log"] == nil && shown["config"] == nil)
    }

    @Test("The command line goes before it, and so does another way to say the same")
    func precedence() throws {
        let yaml =
            "corpus: a.corpus\ntarget: http://a\nrate: 5\npoisson: true\nheader: ['A: 1', 'B: 2']\nipv4: true\nretries: 2"
        let (arguments, shown) = try merged(yaml, "b.corpus", "--speed", "3x", "-H", "C: 3", "-6", "-t=http://b")
        #expect(arguments == ["--retries=2", "b.corpus", "--speed", "3x", "-H", "C: 3", "-6", "-t=http://b"])
        #expect(shown["header"] == .list(["C: 3"]))
        #expect(shown["speed"] == .text("3x"))
        #expect(shown["rate"] == nil && shown["poisson"] == nil && shown["ipv4"] == nil)
        #expect(shown["corpus"] == .text("b.corpus"))
        // A rate of its own goes with the file's Poisson.
        #expect(try merged(yaml, "--rate", "7").arguments.contains("--poisson"))
    }

    @Test("The summary's options are a configuration file that says the same")
    func again() throws {
        let yaml = "corpus: a.corpus\ntarget: [http://a]\nspeed: 2x\nhttp1.1: true\nmethod: [GET, '!POST']"
        let first = try merged(yaml)
        let json = String(decoding: try JSONEncoder().encode(first.shown), as: UTF8.self)
        let second = try merged(json)
        #expect(second.shown == first.shown)
        _ = try ReplayCommand.parse(second.arguments)
    }

    @Test(
        "What no option does is told with its line",
        arguments: [
            (
                "speed: 2x\ntargt: http://a",
                "run.yaml, line 2: no option of replay is called 'targt'; did you mean 'target'?"
            ),
            ("\n\nbanana: 1", "run.yaml, line 3: no option of replay is called 'banana'"),
            ("loop: 7", "run.yaml, line 1: loop is true or false"),
            ("speed: [2x, 3x]", "run.yaml, line 1: speed has one value, and not a list of them"),
            ("speed:", "run.yaml, line 1: expected a value of speed; one with ': ' in it has to be in quotes"),
            ("header: [A: b]", "run.yaml, line 1: expected a value of header; one with ': ' in it has to be in quotes"),
            ("config: b.yaml", "run.yaml, line 1: a file names no other"),
            ("- a", "run.yaml: expected options and their values, such as 'speed: 2x', a line each"),
        ]
    )
    func refused(_ yaml: String, _ words: String) {
        #expect(message(yaml) == words)
    }

    @Test(
        "One that sets nothing, that is twice the same, or that is none",
        arguments: ["", "# nothing", "a: b: c", "speed: 1x\nspeed: 2x"]
    )
    func odd(_ yaml: String) throws {
        #expect((message(yaml) == nil) == (yaml.isEmpty || yaml.hasPrefix("#")))
    }

    @Test("What may be a secret is not shown")
    func hidden() throws {
        let (_, shown) = try merged(
            "header: ['Authorization: Bearer abc', 'X-Tenant: blue', 'X-Api-Token: abc']\nset-query: [api_key=abc, page=2]",
            "--add-header",
            "Cookie: sid=abc",
            "--bearer-token-command",
            "vault abc"
        )
        #expect(
            shown["header"] == .list(["Authorization: (hidden)", "X-Tenant: blue", "X-Api-Token: (hidden)"])
        )
        #expect(shown["add-header"] == .list(["Cookie: (hidden)"]))
        #expect(shown["set-query"] == .list(["api_key=(hidden)", "page=2"]))
        #expect(shown["bearer-token-command"] == .text("(hidden)"))
        #expect(!shown.values.contains { "\($0)".contains("abc") })
    }

    @Test("replay takes it, and its summary has the options in effect")
    func replay() async throws {
        let corpus = folder.file("in.corpus")
        #expect(try await Tool.run("record", Sample.path, "-o", corpus).code == 0)
        let server = try Tool(["serve", corpus, "--port", "0", "--latency", "none"])
        let line = try #require(try await server.line(with: "Serving"))
        let url = try #require(line.firstMatch(of: /http:\/\/[0-9.:]+/)).output
        let yaml =
            "corpus: \(corpus)\ntarget: \(url)\nspeed: 1x\nno-log: true\nquiet: true\nheader: 'Authorization: abc'\n"
        try folder.write("run.yaml", Array(yaml.utf8))
        let ended = try await Tool.run(
            "replay",
            "--config",
            folder.file("run.yaml"),
            "--closed",
            in: folder.path
        )
        #expect([0, 3].contains(ended.code), "\(ended.output) \(ended.errors)")
        let text = String(decoding: try folder.read("result.json"), as: UTF8.self)
        let options = try #require(try JSONValue(text: text)["options"])
        #expect(options["target"] == .array([.string(String(url))]))
        #expect(options["closed"] == .bool(true))
        #expect(options["speed"] == nil)
        #expect(!text.contains("abc"))
        server.interrupt()
        _ = try await server.end()
        let refused = try await Tool.run("replay", "--config", folder.file("nowhere.yaml"))
        #expect(refused.code == 1)
        #expect(refused.errors.contains("nowhere.yaml"))
        try folder.write("run.yaml", Array("targt: a".utf8))
        let wrong = try await Tool.run("replay", "--config", folder.file("run.yaml"))
        #expect(wrong.code == 64)
        #expect(wrong.errors.contains("line 1") && wrong.errors.contains("'target'"))
        #expect(!wrong.errors.contains("Usage:") && wrong.errors.contains("spammer replay --help"))
    }
}
