import Analysis
import Corpus
import Foundation
import History
import TestSupport
import Testing

@Suite("The run history, as a user has it")
struct HistoryTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private var path: String { folder.file("history.sqlite") }

    /// A simulated run of a day, and the file of its summary.
    private func summary(_ name: String, seed: UInt64, day: Int64 = 0, slowdown: Double = 1) throws -> String {
        var summary = SimulatedRun(seed: seed, seconds: 30, slowdown: slowdown).summary()
        summary.startedAt = Timestamp(nanoseconds: (1_790_000_000 + day * 86_400) * 1_000_000_000).description
        return try folder.write(name, Array(try summary.json()))
    }

    private func history(_ arguments: String...) async throws -> Tool.Ended {
        try await Tool(["history"] + arguments + ["--history", path]).end()
    }

    /// Two releases of two runs each, the second one half slower.
    private func addReleases() async throws {
        for (release, slowdown) in [("v1.3", 1.0), ("v1.4", 1.5)] {
            let files = try (1...2 as ClosedRange<UInt64>).map { number in
                let seed = number + UInt64(slowdown * 10)
                return try summary(
                    "\(release)-\(number).json",
                    seed: seed,
                    day: Int64(slowdown * 10),
                    slowdown: slowdown
                )
            }
            let ended = try await Tool(
                ["history", "add"] + files + [
                    "--label", "release=\(release)", "--revision", "abcdef0123", "--history", path,
                ]
            ).end()
            #expect(ended.code == 0, "\(ended.errors)")
        }
    }

    @Test("run keeps each run, from two processes at once, under its labels")
    func kept() async throws {
        let started = try (1...2).map { number in
            try Tool([
                "run", "http://127.0.0.1:9/", "--rate", "50", "--duration", "200ms", "-o", "-", "--no-log",
                "--label", "release=v\(number)", "--label", "env=test", "--history", path,
            ])
        }
        for tool in started {
            let ended = try await tool.end()
            #expect(ended.code != 1 && ended.errors.isEmpty, "\(ended.errors)")
        }
        let listed = try await history("list", "--format", "json", "--label", "env=test")
        guard case .array(let runs) = try JSONValue(text: listed.output) else {
            Issue.record("no list: \(listed)")
            return
        }
        #expect(Set(runs.map { $0["labels"]?["release"] }) == [.string("v1"), .string("v2")])
        #expect(runs.allSatisfy { $0["failures"] == $0["total"] && $0["host"] != nil })
        let shown = try await history("show", "release=v1", "--format", "json")
        #expect(try RunSummary(json: Data(shown.output.utf8)).configuration["url"] == "http://127.0.0.1:9/")
    }

    @Test("By default it is in the user's data folder, and --no-history keeps nothing")
    func place() async throws {
        let run = ["run", "http://127.0.0.1:9/", "--rate", "50", "--duration", "100ms", "--no-log"]
        let environment = ["XDG_DATA_HOME": folder.file("data")]
        let without = try await Tool(run + ["--no-history"], environment: environment).end()
        #expect(!without.output.contains("history"))
        #expect(folder.names.isEmpty)
        let with = try await Tool(run, environment: environment).end()
        #expect(
            with.output.hasSuffix("This is run 1 of the history in \(folder.file("data/spammer/history.sqlite"))\n")
        )
        let listed = try await Tool.run("history", "list", environment: environment)
        // A path is not broken, so that it begins a line where it is long.
        let words = listed.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(words.contains("They are kept in \(folder.file("data/spammer/history.sqlite")), which"))
    }

    @Test("A history that cannot be written is a warning, and the run's result stands")
    func broken() async throws {
        let text = try folder.write("history.sqlite", Array("this is no database; it only bears the name of one".utf8))
        let run = ["run", "http://127.0.0.1:9/", "--rate", "50", "--duration", "100ms", "--no-log"]
        let without = try await Tool(run + ["--no-history"]).end()
        let with = try await Tool(run + ["--history", text], in: folder.path).end()
        #expect(with.code == without.code && with.code != 1)
        #expect(with.errors.hasPrefix("spammer: warning: this run is not kept in the history: "))
        #expect(with.errors.contains("it is a file of another kind"))
        #expect(folder.names.contains("result.json"))
    }

    @Test("Releases are listed and shown in 100 columns, and compared by their labels")
    func releases() async throws {
        try await addReleases()
        let list = try await history("list")
        #expect(list.output.split(separator: "\n").allSatisfy { $0.count <= 100 })
        #expect(list.output.matches(of: /release=v1\.[34]/).count == 4)
        #expect(try await history("list", "--limit", "1").output.contains("the newest 1 of 4 runs"))
        let shown = try await history("show", "v1.4")
        #expect(shown.output.hasPrefix("Run 4: release=v1.4\n\n  started"))
        #expect(shown.output.contains("\n\nPASS\n"))
        #expect(shown.errors.contains("the newest of 2 runs called v1.4; the others: 3"))
        let single = try await history("compare", "1", "3")
        #expect(single.code == 99 && single.output.hasPrefix("REGRESSION"), "\(single)")
        let several = try await Tool.run("compare", "v1.3", "v1.4", "--history", path)
        #expect(several.code == 99 && several.output.hasPrefix("REGRESSION"), "\(several)")
        #expect(several.output.contains("Judged by 2 runs of the baseline, 2 of the candidate"))
        #expect(several.output.contains("v1.4 (run "))
    }

    @Test("A file goes before a label; what is neither is an error that says so")
    func names() async throws {
        try await addReleases()
        let file = try summary("v1.3", seed: 9)
        let mixed = try await Tool(["compare", "v1.3", "v1.4", "--history", path], in: folder.path).end()
        #expect(mixed.output.contains("Judged by 1 run of the baseline, 2 of the candidate"), "\(mixed)")
        let only = try await Tool(["history", "compare", file, "v1.4", "--history", path]).end()
        #expect(only.code == 1 && only.errors.contains("has the number or the label"))
        let neither = try await Tool.run("compare", "v1.4", "v9", "--history", path)
        #expect(neither.code == 1)
        #expect(neither.errors.contains("there is no file v9, and no run in \(path) has"))
        #expect(neither.errors.contains("the newest labels are release=v1.4, release=v1.3"))
        let nothing = try await Tool.run("compare", "v1.3", "v1.4")
        #expect(nothing.code == 1 && nothing.errors.contains("there is no file v1.3, and there is no run history at"))
    }

    @Test("rm removes what is named, and says what it would remove")
    func removal() async throws {
        try await addReleases()
        #expect(try await history("rm", "v1.3", "2", "--dry-run").output == "Would remove 2 runs: 1, 2\n")
        #expect(try await history("rm", "v1.3").output == "Removed 2 runs: 1, 2\n")
        let left = try RunHistory(path: path, makes: false).runs().map(\.id)
        #expect(left == [3, 4])
        #expect(try await history("rm", "4", "--older-than", "36500d").output == "Removed 0 runs\n")
        #expect(try await Tool.run("history", "rm").code == 64)
    }

    @Test(
        "Labels that are none are said before anything is sent",
        arguments: [
            (["--label", "v1.4"], "name=value"), (["--label", "a=1", "--label", "a=2"], "two named 'a'"),
            (["--no-history", "--label", "a=1"], "--no-history keeps nothing"),
        ]
    )
    func usage(_ arguments: [String], _ message: String) async throws {
        let ended = try await Tool(["run", "http://127.0.0.1:9/", "--duration", "10s"] + arguments).end()
        #expect(ended.code == 64)
        #expect(ended.errors.contains(message), "\(ended.errors)")
    }
}
