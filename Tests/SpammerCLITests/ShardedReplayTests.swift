import Foundation
import Glibc
import TestSupport
import Testing

@Suite("A replay in shards, and what they are merged to")
struct ShardedReplayTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func json(_ name: String) throws -> JSONValue {
        try JSONValue(text: String(decoding: try folder.read(name), as: UTF8.self))
    }

    @Test("sends each request once, and a shard that is missing is named")
    func pipeline() async throws {
        let corpus = folder.file("shop.corpus")
        #expect(try await Tool.run("record", Sample.path, "-o", corpus).code == 0)
        let server = try Tool(["serve", corpus, "--port", "0", "--latency", "none"])
        let line = try #require(try await server.line(with: "Serving"))
        let url = String(try #require(line.firstMatch(of: /http:\/\/[0-9.:]+/)).output)
        var sent = 0.0
        // As Kubernetes starts them: each knows its index only by its environment.
        let shards = try (0..<3).map { index in
            try Tool(
                [
                    "replay", corpus, "--target", url, "--speed", "20x", "--start-at", "now", "-o",
                    folder.file("results/"), "--no-log",
                ],
                environment: ["JOB_COMPLETION_INDEX": "\(index)", "SPAMMER_SHARD_COUNT": "3"]
            )
        }
        for (index, shard) in shards.enumerated() {
            let ended = try await shard.end()
            // The stand-in answers equal requests with their recorded statuses in order, which processes do not keep: 99 too.
            #expect([0, 3, 99].contains(ended.code), "\(ended.output) \(ended.errors)")
            #expect(ended.output.contains("Shard \(index + 1) of 3: "))
            let summary = try json("results/run-\(index + 1)-of-3.json")
            guard case .number(let count) = summary["books"]?["sent"] else {
                Issue.record("nothing sent")
                return
            }
            #expect(count > 0)
            sent += count
        }
        #expect(sent == 484)
        let merged = try await Tool.run(
            "merge",
            folder.file("results"),
            "--shards",
            "3",
            "--wait",
            "1m",
            "-o",
            folder.file("run.json"),
            "--html",
            folder.file("run.html"),
            "--junit",
            folder.file("run.xml")
        )
        #expect([0, 3, 99].contains(merged.code), "\(merged.errors)")
        #expect(folder.names.contains("run.html") && folder.names.contains("run.xml"))
        #expect(merged.output.contains("Merged of 3 shards of 3"))
        let run = try json("run.json")
        #expect(run["total"] == .number(484))
        #expect(run["comparison"] != nil)
        server.interrupt()
        _ = try await server.end()
        // Killed in the middle: it leaves no summary.
        #expect(Glibc.unlink(folder.file("results/run-2-of-3.json")) == 0)
        let missing = try await Tool.run("merge", folder.file("results/"), "-o", folder.file("run.json"))
        #expect(missing.code == 3)
        #expect(missing.output.contains("Shard 2 of 3 is missing"))
        #expect(
            folder.names.filter { $0.hasPrefix("run.") && $0.hasSuffix(".json") }.count == 2,
            "the earlier summary is kept"
        )
        let allowed = try await Tool.run(
            "merge",
            folder.file("results"),
            "--allow-missing",
            "-o",
            folder.file("run.json")
        )
        #expect(allowed.output.contains("is missing"))
        #expect(!allowed.output.contains("Shard 2 of 3 is missing"))
    }

    @Test("is refused where nobody says of how many shards it is one")
    func environment() async throws {
        let ended = try await Tool.run(
            "replay",
            "no.corpus",
            "--target",
            "http://127.0.0.1:9",
            environment: ["JOB_COMPLETION_INDEX": "1"]
        )
        #expect(ended.code == 1)
        #expect(ended.errors.contains("SPAMMER_SHARD_COUNT"))
    }

    @Test("is written for Slurm as a script that the shell can read, whatever the words in it")
    func slurm() async throws {
        let ended = try await Tool.run(
            "cluster",
            "slurm",
            "--shards",
            "4",
            "--corpus",
            "/shared/it's here.corpus",
            "--target",
            "http://t:1",
            "--name",
            "night",
            "--",
            "-H",
            "X-A: $HOME \"b\"",
            "--speed",
            "2x"
        )
        #expect(ended.code == 0, "\(ended.errors)")
        #expect(ended.output.contains("#SBATCH --array=1-4"))
        #expect(ended.output.contains("#SBATCH --no-requeue"))
        #expect(ended.output.contains(#"'/shared/it'\''s here.corpus'"#))
        #expect(ended.output.contains(#"'X-A: $HOME "b"'"#))
        try folder.write("replay.sh", Array(ended.output.utf8))
        let shell = Process()
        shell.executableURL = URL(filePath: "/bin/bash")
        shell.arguments = ["-n", folder.file("replay.sh")]
        try shell.run()
        shell.waitUntilExit()
        #expect(shell.terminationStatus == 0)
    }

    @Test("is written for Kubernetes with each word as it was given")
    func kubernetes() async throws {
        let ended = try await Tool.run(
            "cluster",
            "kubernetes",
            "--shards",
            "4",
            "--corpus",
            "https://store/a.corpus",
            "--target",
            "http://t:1",
            "--image",
            "r/spammer:1",
            "--name",
            "night",
            "--",
            "-H",
            "X-A: $(HOME) \"b\""
        )
        #expect(ended.code == 0, "\(ended.errors)")
        #expect(ended.output.contains("completions: 4\n"))
        #expect(ended.output.contains("backoffLimitPerIndex: 0"))
        #expect(ended.output.contains(#""-H", "X-A: $$(HOME) \"b\"""#))
        #expect(ended.output.contains(#"{name: SPAMMER_SHARD_COUNT, value: "4"}"#))
        #expect(ended.output.contains("initContainers"))
        for wrong in [
            ["--shards", "0"], ["--shards", "2", "--name", "Bad_Name"], ["--shards", "2", "--", "--speed", "x"],
        ] {
            let bad = try await Tool(
                ["cluster", "kubernetes", "--corpus", "c", "--target", "http://t:1", "--image", "i"] + wrong
            ).end()
            #expect(bad.code == 64, "\(wrong): \(bad.output)")
        }
    }
}
