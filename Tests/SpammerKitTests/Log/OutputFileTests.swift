import Foundation
import Glibc
import TestSupport
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

    @Test("A pipe, or a device, is written to as it is, and neither renamed nor replaced")
    func pipe() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("pipe")
        #expect(mkfifo(path, 0o600) == 0)
        let reader = open(path, O_RDONLY | O_NONBLOCK)
        defer { close(reader) }
        let file = OutputFile(path: path)
        try file.check()
        #expect(try file.setAsideEarlier() == nil)
        try file.write(Data("all of it".utf8))
        var bytes = [UInt8](repeating: 0, count: 64)
        #expect(read(reader, &bytes, bytes.count) == 9)
        #expect(folder.names == ["pipe"])
        #expect(file.isDevice)
        #expect(OutputFile(path: "/dev/null").isDevice)
        #expect(OutputFile(path: "/dev/stdout").isDevice)
    }

    @Test("A folder that is not there is told before anything is written")
    func check() {
        #expect(throws: OutputFileError.self) { try OutputFile(path: "/nowhere/result.json").check() }
        #expect(throws: Never.self) { try OutputFile(path: "result.json").check() }
        #expect(throws: Never.self) { try OutputFile(path: "-").check() }
    }

    @Test("A folder in the file's place is an error that says so")
    func folder() {
        #expect(throws: OutputFileError.self) { try OutputFile(path: "/tmp").setAsideEarlier() }
    }

    /// Renaming it, or putting a file in its place, would take a device away from the whole machine.
    @Test("What is no file stays where it is, and is written to: a pipe, and a link to a device")
    func notAFile() async throws {
        let folder = try TemporaryFolder()
        let (pipe, link) = (folder.file("pipe"), folder.file("link"))
        #expect(mkfifo(pipe, 0o600) == 0)
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "/dev/null")
        for path in [pipe, link] { #expect(try OutputFile(path: path).setAsideEarlier() == nil) }
        let run = try SpamRun(
            rps: 10,
            runtime: 0.1,
            spammer: ClosureSpammer { TaskResult(.success) },
            logFile: link,
            outputJSON: link
        )
        try await run.run()
        #expect(folder.names.sorted() == ["link", "pipe"])
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "/dev/null")
    }
}
