import Analysis
import Corpus
import Foundation
import History
import TestSupport
import Testing

@Suite("spammer history trend")
struct HistoryTrendTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private var path: String { folder.file("history.sqlite") }

    private func trend(_ arguments: String...) async throws -> Tool.Ended {
        try await Tool(["history", "trend"] + arguments + ["--history", path]).end()
    }

    /// A run of so many requests that all take about as long; a tenth of them are of a second endpoint, which never changes.
    private func run(took: Double, day: Int, corpus: String = "d1") -> RunSummary {
        var run = RunBuilder(endpoints: ["GET /search", "GET /cart"])
        for index in 0..<1100 {
            let own = index % 10 == 0 ? 20 : took
            run.add(
                RunBuilder.measurement(
                    endpoint: index % 10 == 0 ? 1 : 0,
                    at: Double(index),
                    took: own * (1 + Double((index + day * 7) % 13) / 1000)
                )
            )
        }
        return run.summary { context in
            context.startedAt = Timestamp(nanoseconds: (1_790_000_000 + Int64(day) * 86_400) * 1_000_000_000)
            context.configuration = ["target": "http://staging:8080"]
            context.speed = 2
            context.corpus = CorpusSummary(
                name: "shop.corpus",
                digest: corpus,
                exchanges: 1100,
                spanSeconds: 1,
                sources: []
            )
        }
    }

    /// Twelve releases of a run each, from the seventh on an eighth slower, and a run of another corpus.
    private func addReleases() throws {
        let history = try RunHistory(path: path, makes: true)
        for number in 0..<12 {
            let noise = 1 + Double(number * 5 % 7) / 500
            let summary = run(took: (number < 6 ? 40 : 45) * noise, day: number)
            let label = RunLabel(name: "release", value: "v1.\(number)")
            try history.add(summary, RunOrigin(labels: [label].compactMap(\.self)))
        }
        try history.add(
            run(took: 500, day: 3, corpus: "d2"),
            RunOrigin(labels: RunLabel("release=v0").map { [$0] } ?? [])
        )
    }

    @Test("marks the release from which on a quantile is another, and keeps apart what is not alike")
    func text() async throws {
        try addReleases()
        let ended = try await trend("--by", "release")
        #expect(ended.code == 0 && ended.errors.isEmpty, "\(ended)")
        #expect(ended.output.hasPrefix("p99 of the service time changed for good at v1.6: +12."), "\(ended.output)")
        let lines = ended.output.split(separator: "\n")
        #expect(lines.count { $0.contains("\u{2588}") } == 12)
        #expect(lines.contains { $0.hasPrefix("  v1.6 ") && $0.contains("+12.") })
        #expect(lines.allSatisfy { $0.count <= 100 })
        #expect(ended.output.contains("Left out: 1 run, as it sent something else than the corpus of this trend."))
        let other = try await trend("--by", "release", "--endpoint", "GET /cart")
        #expect(
            other.output.hasPrefix("p99 of the service time of GET /cart has not changed for good"),
            "\(other.output)"
        )
    }

    @Test("follows other figures and clocks, the newest releases, and runs by themselves")
    func questions() async throws {
        try addReleases()
        let median = try await trend("--by", "release", "--figure", "p50", "--clock", "response")
        #expect(median.output.hasPrefix("p50 of the response time changed for good at v1.6"), "\(median.output)")
        let deaf = try await trend("--by", "release", "--tail-noise", "20%")
        #expect(deaf.output.hasPrefix("p99 of the service time has not changed for good"), "\(deaf.output)")
        #expect(deaf.output.contains("Not marked, as changes up to 20% (--tail-noise)"), "\(deaf.output)")
        let high = try await trend("--by", "release", "--floor", "30ms", "--format", "json")
        #expect(try JSONValue(text: high.output)["changes"] == .array([]))
        let failures = try await trend("--figure", "failures")
        #expect(failures.output.hasPrefix("Share of failures has not changed for good in 12 runs: it is about 0.00%."))
        #expect(failures.output.contains("release=v1.11"))
        let rate = try await trend("--figure", "rate", "--last", "9")
        #expect(rate.output.contains("3 runs before these are not shown"), "\(rate.output)")
        let few = try await trend("--by", "release", "--last", "5")
        #expect(few.output.hasPrefix("5 releases are too few to tell a change from chance"), "\(few.output)")
        let other = try await trend("--by", "release", "--like", "v0")
        #expect(other.output.hasPrefix("1 release is too few"), "\(other.output)")
    }

    @Test("has a JSON form and a page that is written as one file")
    func files() async throws {
        try addReleases()
        let page = folder.file("trend.html")
        let ended = try await trend("--by", "release", "--format", "json", "--html", page)
        let json = try JSONValue(text: ended.output)
        guard case .array(let changes) = json["changes"], case .array(let releases) = json["releases"] else {
            Issue.record("no lists: \(ended)")
            return
        }
        #expect(changes.map { $0["at"] } == [.string("v1.6")] && releases.count == 12)
        let html = String(decoding: try folder.read("trend.html"), as: UTF8.self)
        #expect(html.hasPrefix("<!DOCTYPE html>") && html.contains("changed for good at v1.6"))
        let shown = try await trend("--by", "release", "--html", "-")
        #expect(shown.output == html)
        #expect(try await trend("--by", "release", "--html", folder.file("none/trend.html")).code == 1)
    }

    @Test("says what there is where a label or an endpoint is misspelt")
    func mistakes() async throws {
        let missing = try await trend()
        #expect(missing.code == 1 && missing.errors.contains("there is no run history at"))
        try addReleases()
        let label = try await trend("--by", "relaese")
        #expect(label.code == 1 && label.errors.contains("no run has a label named 'relaese'; there are: release"))
        let endpoint = try await trend("--endpoint", "GET /serach")
        #expect(endpoint.code == 1)
        #expect(
            endpoint.errors.contains(
                "no run has an endpoint 'GET /serach'; among those that there are: GET /cart, GET /search"
            )
        )
        #expect(try await trend("--figure", "p42").code == 64)
        #expect(try await trend("--last", "0").code == 64)
        #expect(try await trend("--figure", "rate", "--endpoint", "GET /cart").code == 64)
    }

    @Test("--help has examples that work")
    func help() async throws {
        try addReleases()
        let help = try await Tool.run("history", "trend", "--help")
        let examples = help.output.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
            .filter { $0.hasPrefix("spammer history trend ") }
        #expect(examples.count >= 2)
        for example in examples {
            // As a shell takes it apart, as far as these go.
            let parts = example.split(separator: "'", omittingEmptySubsequences: false)
            let words = parts.enumerated().flatMap { index, part in
                index % 2 == 1 ? [String(part)] : part.split(separator: " ").map(String.init)
            }
            let ended = try await Tool(words.dropFirst() + ["--history", path], in: folder.path).end()
            #expect(ended.code == 0, "\(example): \(ended.errors)")
        }
    }
}
