import Analysis
import Corpus
import Foundation
import GRDB
import History
import TestSupport
import Testing

@Suite("The history of runs")
struct RunHistoryTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    @Test("A run comes back as it was, with all that was noted of it")
    func roundTrip() throws {
        let summary = smallRun(failures: 3)
        let origin = RunOrigin(labels: RunLabel.all("release=v1.4", "env=staging"), revision: "abc", host: "ci-7")
        let id = try RunHistory.make(in: folder).add(summary, origin)
        let history = try RunHistory(path: folder.file("history.sqlite"), makes: false)
        let run = try #require(try history.runs().first)
        #expect(run.id == id && run.kind == .replay && run.verdict == summary.verdict.outcome)
        #expect(run.startedAt == Timestamp(iso8601: summary.startedAt))
        #expect(run.sent == 20 && run.failures == 3)
        #expect(run.corpus == "shop.corpus" && run.corpusDigest == "d1")
        #expect(run.origin == origin)
        #expect(run.labels.map(\.description) == ["env=staging", "release=v1.4"])
        #expect(try history.summary(ofRun: id) == summary)
        #expect(try history.json(ofRun: id) == summary.json())
    }

    @Test("Runs are listed by when they began, and the newest may be asked for")
    func order() throws {
        let history = try RunHistory.make(in: folder)
        for second in [30, 10, 20] as [Int64] { try history.add(smallRun(at: second), RunOrigin()) }
        #expect(try history.runs().map(\.id) == [2, 3, 1])
        #expect(try history.runs(newest: 2).map(\.id) == [3, 1])
    }

    @Test("A run is called by its number, by a label, or by a label's value")
    func names() throws {
        let history = try RunHistory.make(in: folder)
        let labels = [
            RunLabel.all("release=v1"), RunLabel.all("release=v1", "env=a"), RunLabel.all("release=2", "env=a"),
            RunLabel.all("branch=v1"),
        ]
        for (second, labels) in labels.enumerated() {
            try history.add(smallRun(at: Int64(second)), RunOrigin(labels: labels))
        }
        #expect(try history.runs(called: "2").map(\.id) == [2])
        #expect(try history.runs(called: "release=2").map(\.id) == [3])
        #expect(try history.runs(called: "release=v1").map(\.id) == [1, 2])
        #expect(try history.runs(called: "a").map(\.id) == [2, 3])
        #expect(try history.runs(with: RunLabel.all("release=v1", "env=a")).map(\.id) == [2])
        let both = HistoryError.ambiguous("v1", labels: RunLabel.all("branch=v1", "release=v1"))
        #expect(throws: both) { try history.runs(called: "v1") }
        let known = RunLabel.all("branch=v1", "env=a", "release=2", "release=v1")
        #expect(throws: HistoryError.noSuchRun("v9", path: history.path, labels: known)) {
            try history.runs(called: "v9")
        }
    }

    @Test("What is removed is gone with its labels, and its number is not given again")
    func removal() throws {
        let history = try RunHistory.make(in: folder)
        for second in 0..<3 as Range<Int64> {
            try history.add(smallRun(at: second), RunOrigin(labels: RunLabel.all("release=v\(second)")))
        }
        let removed = try history.remove([2, 3, 9])
        #expect(removed == 2)
        #expect(try history.runs().map(\.id) == [1])
        #expect(throws: HistoryError.self) { try history.runs(called: "v2") }
        let next = try history.add(smallRun(), RunOrigin())
        #expect(next == 4)
    }

    @Test("Only its owner can read the file, or look into the folder that was made for it")
    func modes() throws {
        let path = folder.file("new/spammer/history.sqlite")
        try RunHistory(path: path, makes: true).add(smallRun(), RunOrigin())
        func mode(_ path: String) throws -> Int? {
            try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        }
        #expect(try mode(path) == 0o600)
        #expect(try mode(folder.file("new/spammer")) == 0o700)
    }

    @Test(
        "It lies in the user's data folder",
        arguments: [
            ([:], "/home/u/.local/share/spammer/history.sqlite"),
            (["XDG_DATA_HOME": "/data"], "/data/spammer/history.sqlite"),
            (["XDG_DATA_HOME": "data"], "/home/u/.local/share/spammer/history.sqlite"),
        ] as [([String: String], String)]
    )
    func place(_ environment: [String: String], _ path: String) {
        #expect(HistoryFile.standardPath(environment: environment, home: "/home/u") == path)
    }

    @Test("Labels are a name and a value", arguments: ["release", "=v1", "release=", " a=b", "a=b\u{1B}[2J", "a=b\n"])
    func badLabels(_ text: String) {
        #expect(RunLabel(text) == nil)
        #expect(RunLabel("url=/search?q=1")?.value == "/search?q=1")
        #expect(RunLabel(name: "a=b", value: "c") == nil)
    }
}
