import Corpus
import Foundation
import TestSupport
import Testing

@Suite("A part of a corpus, and several as one")
struct SliceTests {
    private let folder: TemporaryFolder
    private let corpus: String

    init() async throws {
        folder = try TemporaryFolder()
        corpus = folder.file("shop.corpus")
        #expect(try await Tool.run("record", Sample.path, "-o", corpus).code == 0)
    }

    private func exchanges(_ name: String) throws -> [Exchange] {
        let reader = try CorpusReader(path: folder.file(name))
        var found: [Exchange] = []
        while let exchange = try reader.next() { found.append(exchange) }
        return found
    }

    private func slice(_ arguments: String...) async throws -> [Exchange] {
        let ended = try await Tool(["slice", corpus, "-o", folder.file("part"), "--force"] + arguments).end()
        #expect(ended.code == 0, "\(ended.errors)")
        return try exchanges("part")
    }

    @Test("takes what is asked for, and the corpus says so")
    func parts() async throws {
        let all = try exchanges("shop.corpus")
        let first = try #require(all.first)
        let begin = first.start
        #expect(
            try await slice("--from", "3s", "--to", "6s")
                == all.filter { (3_000_000_000..<6_000_000_000).contains($0.start.nanoseconds(since: begin)) }
        )
        #expect(try await slice("--method", "POST") == all.filter { $0.request.method == "POST" })
        #expect(try await slice("--connection", "3") == all.filter { $0.connection?.id == 3 })
        let client = try #require(first.connection?.client)
        let address = String(client.prefix { $0 != ":" })
        #expect(
            try await slice("--client", address)
                == all.filter { $0.connection?.client?.hasPrefix(address + ":") == true }
        )
        let sampled = try await slice("--sample", "50%")
        let ids = Set(sampled.compactMap(\.connection?.id))
        #expect(sampled == all.filter { ids.contains($0.connection?.id ?? 0) })
        #expect(!sampled.isEmpty && sampled.count < all.count)
        let inspected = try await Tool.run("inspect", folder.file("part"))
        #expect(inspected.output.contains("slice --sample 0.5 --seed 1: \(sampled.count) of 484 exchanges"))
    }

    @Test("all parts merged are the whole again, through pipes too")
    func merged() async throws {
        for part in ["GET", "!GET"] {
            let ended = try await Tool.run("slice", corpus, "--method", part, "-o", folder.file(part))
            #expect(ended.code == 0)
        }
        let merged = try await Tool.run(
            "merge",
            folder.file("GET"),
            folder.file("!GET"),
            "--same-recording",
            "-o",
            folder.file("whole")
        )
        #expect(merged.output.contains("Merged 484 exchanges"))
        #expect(try exchanges("whole") == exchanges("shop.corpus"))
        #expect(try await Tool.run("merge", corpus, "-o", folder.file("whole")).errors.contains("--force"))
        let pipe =
            "'\(Tool.path)' slice - -o - <'\(corpus)' 2>/dev/null | cat | '\(Tool.path)' slice - --from 0s -o piped"
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", pipe]
        process.currentDirectoryURL = URL(filePath: folder.path)
        try process.run()
        process.waitUntilExit()
        #expect(try exchanges("piped") == exchanges("shop.corpus"))
    }

    @Test("one exchange is shown, by its number, its offset and its time")
    func show() async throws {
        let all = try exchanges("shop.corpus")
        let third = all[2]
        let shown = try await Tool.run("show", corpus, "--id", "3")
        #expect(shown.code == 0)
        #expect(shown.output.contains("Exchange 3 of 484"))
        #expect(shown.output.contains("\(third.request.method) \(third.request.target) HTTP/1.1\n"))
        #expect(shown.output.contains("Status \(third.outcome.status ?? 0): the response was seen whole"))
        let place = try #require(all.firstIndex { $0.start.nanoseconds(since: all[0].start) >= 5_000_000_000 })
        let byOffset = try await Tool.run("show", corpus, "--at", "5s")
        #expect(byOffset.output.contains("Exchange \(place + 1) of 484"))
        let instant = all[place].start.description
        #expect(try await Tool.run("show", corpus, "--at", instant).output == byOffset.output)
        let time = String(instant.drop { $0 != "T" }.dropFirst().dropLast())
        #expect(try await Tool.run("show", corpus, "--at", time).output == byOffset.output)
        #expect(try await Tool.run("show", corpus, "--id", "485").errors.contains("484 exchanges"))
        #expect(try await Tool.run("show", corpus, "--at", "1h").code == 1)
    }
}
