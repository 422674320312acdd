import Analysis
import Foundation
import GRDB
import History
import TestSupport
import Testing

@Suite("The history's file")
struct HistoryFileTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    @Test("Many that open a new file at once, and write, lose nothing")
    func together() async throws {
        let path = folder.file("deep/history.sqlite")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<4 {
                group.addTask {
                    // Each opens the file anew, as a process does.
                    for index in 0..<5 {
                        let history = try RunHistory(path: path, makes: true)
                        let labels = RunLabel.all("writer=\(writer)", "index=\(index)")
                        try history.add(smallRun(at: Int64(index)), RunOrigin(labels: labels))
                    }
                }
            }
            try await group.waitForAll()
        }
        let history = try RunHistory(path: path, makes: false)
        #expect(try history.runs().count == 20)
        #expect(Set(try history.runs().map(\.labels)).count == 20)
        for run in try history.runs() { #expect(try history.summary(ofRun: run.id).total == 20) }
    }

    @Test("What a newer Spammer wrote is left alone, and said so")
    func newer() throws {
        let path = try RunHistory.make(in: folder).path
        try DatabaseQueue(path: path).write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('999')") }
        #expect(throws: HistoryError.newer(path: path)) { try RunHistory(path: path, makes: true) }
    }

    @Test("No file is an error where none is to be made")
    func missing() {
        let path = folder.file("none.sqlite")
        #expect(throws: HistoryError.missing(path: path)) { try RunHistory(path: path, makes: false) }
        #expect(folder.names.isEmpty)
    }

    @Test("A file of another kind, a folder, and a place where none can be are errors that say so")
    func unusable() throws {
        let text = try folder.write("notes.txt", Array(repeating: UInt8(ascii: "n"), count: 5000))
        for (path, reason) in [
            (text, "it is a file of another kind"), (folder.path, "unable to open database file"),
            (text + "/history.sqlite", "its folder cannot be made"),
        ] {
            let error = #expect(throws: HistoryError.self) { try RunHistory(path: path, makes: true) }
            #expect(error?.description.contains(reason) == true, "\(String(describing: error))")
        }
        #expect(try folder.read("notes.txt").count == 5000)
    }

    @Test("What was tampered with is an error, and no trap")
    func tampered() throws {
        let history = try RunHistory.make(in: folder)
        try history.add(smallRun(), RunOrigin(labels: RunLabel.all("release=v1")))
        let queue = try DatabaseQueue(path: history.path)
        try queue.write { try $0.execute(sql: "UPDATE run SET summary = x'1f8b0000'") }
        #expect(throws: HistoryError.damagedRun(id: 1, problem: "its summary does not decompress")) {
            try history.summary(ofRun: 1)
        }
        try queue.write { try $0.execute(sql: "UPDATE run SET kind = 'dance', verdict = 7, started_at = 'noon'") }
        #expect(throws: HistoryError.self) { try history.runs() }
        try queue.write { try $0.execute(sql: "UPDATE run SET started_at = 5, sent = -1; UPDATE label SET value = ''") }
        let run = try #require(try history.runs().first)
        #expect(run.sent == 0 && run.verdict == .invalid && run.labels.isEmpty)
    }
}
