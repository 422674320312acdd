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

    /// Writes a benchmark as tools/bench does, and tells where.
    private func benchmark(_ name: String, times factor: Double = 1) throws -> String {
        let rounds = [10.0, 10.1, 9.9, 10.05, 9.95].map { "\($0 * factor)" }.joined(separator: ",")
        let figure = #"{"name":"replay, processor time","unit":"µs","better":"lower","rounds":[\#(rounds)]}"#
        let text =
            #"{"schema":"urn:spammer:benchmark","schema_version":1,"commit":"abc","machine":"m","figures":[\#(figure)]}"#
        return try folder.write(name, Array(text.utf8))
    }

    @Test("Benchmarks are compared figure by figure, with the exit codes of runs")
    func benchmarks() async throws {
        let (before, after) = try (benchmark("a.json"), benchmark("b.json", times: 1.2))
        let worse = try await Tool.run("compare", before, after, "-o", folder.file("c"))
        #expect(worse.code == 99)
        #expect(worse.output.hasPrefix("REGRESSION: a figure got worse\n"), "\(worse.output)")
        #expect(worse.output.contains("  1.20x  "), "\(worse.output)")
        #expect(worse.output.split(separator: "\n").allSatisfy { $0.count <= 100 })
        let json = try JSONValue(data: Data(folder.read("c")))
        #expect(json["findings"]?[0]?["figure"] == .string("replay, processor time"))
        #expect(try await Tool.run("compare", after, before).code == 0)
        #expect(try await Tool.run("compare", before, after, "--noise", "50%").code == 0)
        let mixed = try await Tool.run("compare", before, run("run.json", seed: 1))
        #expect(mixed.code == 1)
        #expect(mixed.errors.contains("a benchmark is only compared with others"), "\(mixed.errors)")
        let page = try await Tool.run("compare", before, after, "--html", folder.file("p.html"))
        #expect(page.code == 1)
        #expect(page.errors.contains("leave out --html"), "\(page.errors)")
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
