import Foundation
import Testing

@testable import SpammerKit

@Suite("Output files")
struct OutputFileTests {
    @Test(
        "The time goes before the extension",
        arguments: [
            ("result.json", 1, "result.2026-11-24T01-30-00Z.json"),
            ("a.b/output", 1, "a.b/output.2026-11-24T01-30-00Z"),
            ("/tmp/.hidden", 1, "/tmp/.hidden.2026-11-24T01-30-00Z"),
            ("result.json", 2, "result.2026-11-24T01-30-00Z.2.json"),
        ]
    )
    func name(path: String, number: Int, expected: String) throws {
        let date = try Date("2026-11-24T01:30:00Z", strategy: .iso8601)
        #expect(OutputFile.datedName(for: path, at: date, number: number) == expected)
    }

    @Test("An earlier file keeps its content under a new name, twice within a second too")
    func setAside() throws {
        let folder = URL.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = OutputFile(path: folder.appending(path: "result.json").path)
        #expect(try file.setAsideEarlier() == nil)
        var names: Set<String> = []
        for content in ["first", "second", "third"] {
            try Data(content.utf8).write(to: URL(filePath: file.path))
            let name = try #require(try file.setAsideEarlier())
            #expect(try String(contentsOfFile: name, encoding: .utf8) == content)
            names.insert(name)
        }
        #expect(names.count == 3)
    }

    @Test("A folder in the file's place is an error that says so")
    func folder() {
        #expect(throws: OutputFileError.self) { try OutputFile(path: "/tmp").setAsideEarlier() }
    }
}
