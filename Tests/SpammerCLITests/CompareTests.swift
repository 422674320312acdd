import Analysis
import Foundation
import TestSupport
import Testing

@Suite("compare, run as a user would")
struct CompareTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    /// Writes a simulated run's summary and tells where.
    private func run(_ name: String, seed: UInt64, slowdown: Double = 1, level: Double = 0) throws -> String {
        let summary = SimulatedRun(seed: seed, seconds: 30, slowdown: slowdown, level: level).summary()
        return try folder.write(name, Array(try summary.json()))
    }

    @Test("Several runs a side are judged together, and the text says by how many")
    func several() async throws {
        let before = try [run("a1.json", seed: 1), run("a2.json", seed: 2)]
        let after = try [run("b1.json", seed: 3, slowdown: 1.5), run("b2.json", seed: 4, slowdown: 1.5)]
        let ended = try await Tool(["compare", "--baseline"] + before + ["--candidate"] + after).end()
        #expect(ended.code == 99)
        #expect(ended.output.hasPrefix("REGRESSION"))
        #expect(ended.output.contains("Judged by 2 runs of the baseline, 2 of the candidate"))
        #expect(ended.output.split(separator: "\n").allSatisfy { $0.count <= 100 })
    }

    @Test("What runs of one release differ by is no regression")
    func noise() async throws {
        let before = try run("a.json", seed: 1)
        let after = try run("b.json", seed: 2, level: 0.15)
        let alone = try await Tool.run("compare", before, after)
        #expect(alone.code == 99)
        let alike = try [
            run("n1.json", seed: 5, level: 0.2), run("n2.json", seed: 6), run("n3.json", seed: 7, level: 0.1),
        ]
        let learned = try await Tool(["compare", before, after, "--noise-from"] + alike).end()
        #expect(learned.code == 0)
        let twice = try await Tool(["compare", before, after, "--noise-from", alike[0], before]).end()
        #expect(twice.code == 3)
        #expect(twice.output.contains("are the same run, given twice"))
    }

    @Test("Thresholds are judged beside the comparison, from the command line and from a file")
    func thresholds() async throws {
        let before = try run("a.json", seed: 1)
        let after = try run("b.json", seed: 2)
        let file = try folder.write("limits.yaml", Array("thresholds: {'GET /0': [failures <= 0]}".utf8))
        let met = try await Tool.run("compare", before, after, "--thresholds", file, "--threshold", "p50 <= 1.2x")
        #expect(met.code == 0)
        #expect(met.output.contains("\n  pass  GET /0: failures <= 0  failures"), "\(met.output)")
        let missed = try await Tool.run(
            "compare",
            before,
            after,
            "--threshold",
            "GET /1: p50 <= 1x",
            "-o",
            folder.file("c")
        )
        #expect(missed.code == 99)
        #expect(missed.output.contains("\n  FAIL  GET /1: p50 <= 1x"), "\(missed.output)")
        #expect(missed.output.contains("no request met it: the run's endpoints are GET /0"), "\(missed.output)")
        let json = try JSONValue(data: Data(folder.read("c")))
        #expect(json["thresholds"]?[0]?["passed"] == .bool(false))
    }

    @Test("JUnit XML goes to a file or to standard output, which then has nothing else")
    func junit() async throws {
        let before = try run("a.json", seed: 1)
        let after = try run("b.json", seed: 2, slowdown: 1.5)
        let path = folder.file("junit.xml")
        let toFile = try await Tool.run("compare", before, after, "--threshold", "p50 <= 1s", "--junit", path)
        #expect(toFile.code == 99)
        #expect(toFile.output.hasPrefix("REGRESSION"))
        let toOutput = try await Tool.run("compare", before, after, "--threshold", "p50 <= 1s", "--junit", "-")
        #expect(toOutput.code == 99)
        #expect(toOutput.output == String(decoding: try folder.read("junit.xml"), as: UTF8.self))
        #expect(toOutput.output.hasPrefix("<?xml"))
        let nowhere = try await Tool.run("compare", before, after, "--junit", "/nowhere/junit.xml")
        #expect(nowhere.code == 1)
        #expect(nowhere.errors.contains("cannot write /nowhere/junit.xml: there is no folder /nowhere"))
    }

    @Test("A threshold that cannot be read is shown with a caret, before anything is read")
    func caret() async throws {
        let ended = try await Tool.run("compare", "/nowhere.json", "/nowhere.json", "--threshold", "p99 <= 300")
        #expect(ended.code == 64)
        #expect(ended.errors.contains("\n  p99 <= 300\n            ^\n"), "\(ended.errors)")
        let file = try folder.write("limits.yaml", Array("thresholds: [p99 <= 300]".utf8))
        let fromFile = try await Tool.run("run", "http://127.0.0.1:1", "--thresholds", file)
        #expect(fromFile.code == 64)
        #expect(fromFile.errors.contains("line 1: expected a time"), "\(fromFile.errors)")
    }

    @Test("--html writes a page, and renames the one that was there")
    func page() async throws {
        let before = try run("a.json", seed: 1)
        let after = try run("b.json", seed: 2, slowdown: 1.5)
        try folder.write("report.html", Array("an earlier one".utf8))
        let ended = try await Tool.run("compare", before, after, "--html", "report.html", in: folder.path)
        #expect(ended.code == 99)
        #expect(ended.output.hasPrefix("REGRESSION"))
        let page = String(decoding: try folder.read("report.html"), as: UTF8.self)
        #expect(page.hasPrefix("<!DOCTYPE html>"))
        #expect(page.contains("b.json is worse than"))
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".html") }
        #expect(files.count == 2)
        let piped = try await Tool.run("compare", before, after, "--html", "-")
        #expect(piped.output.hasPrefix("<!DOCTYPE html>"))
        #expect(piped.output.hasSuffix("</html>\n"))
    }

    @Test(
        "A wrong number of runs says what was expected",
        arguments: [
            (["compare", "a.json"], "here are 1"),
            (["compare", "--baseline", "a.json"], "--baseline and --candidate go together"),
            (["compare", "a.json", "b.json", "--noise-from", "c.json"], "--noise-from takes two runs or more"),
        ]
    )
    func usage(_ arguments: [String], _ message: String) async throws {
        let ended = try await Tool(arguments).end()
        #expect(ended.code == 64)
        #expect(ended.errors.contains(message), "\(ended.errors)")
    }
}
