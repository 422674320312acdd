import Foundation
import TestSupport
import Testing

@Suite("A summary of the first version, on the command line")
struct OlderSummaryTests {
    let folder: TemporaryFolder
    private let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = try folder.write("first.json", Array(FirstSummary.json))
    }

    @Test("compare shows its figures, and says that it cannot judge what has no seconds")
    func compare() async throws {
        let ended = try await Tool.run("compare", path, path)
        #expect(ended.code == 3, "\(ended)")
        #expect(ended.output.contains("no endpoint whose seconds both kept"), "\(ended.output)")
        #expect(ended.output.contains("GET /products/{id}"))
        let thresholds = try await Tool.run("compare", path, path, "--threshold", "p99 <= 1s")
        #expect(thresholds.output.contains("pass  p99 <= 1s"), "\(thresholds.output)")
    }

    @Test("merge says that it is no part of anything")
    func merge() async throws {
        let ended = try await Tool.run("merge", path, path, "-o", folder.file("all.json"))
        #expect(ended.code != 0)
        #expect(ended.errors.contains("first.json"), "\(ended.errors)")
        #expect(!ended.errors.contains("damaged"), "\(ended.errors)")
    }

    @Test("history add keeps it, show shows it, and a trend has it")
    func history() async throws {
        let history = folder.file("history.sqlite")
        let added = try await Tool.run("history", "add", path, "--label", "release=v0.9", "--history", history)
        #expect(added.code == 0 && added.output.hasSuffix("is run 1\n"), "\(added)")
        let shown = try await Tool.run("history", "show", "v0.9", "--history", history)
        #expect(shown.output.contains("300 sent"), "\(shown.output)")
        let trend = try await Tool.run("history", "trend", "--by", "release", "--history", history)
        #expect(trend.output.contains("v0.9"), "\(trend.output)")
    }
}
