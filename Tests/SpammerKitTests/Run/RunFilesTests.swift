import Foundation
import TestSupport
import Testing

@testable import SpammerKit

@Suite("The files of a run")
struct RunFilesTests {
    private let spammer = ClosureSpammer { TaskResult(.success) }

    @Test("an earlier log and summary are renamed with their time, and never overwritten")
    func renamed() async throws {
        let folder = try TemporaryFolder()
        for number in 0..<3 {
            let run = try SpamRun(
                rps: 10,
                runtime: 0.1,
                spammer: spammer,
                logFile: folder.file("output.log"),
                outputJSON: folder.file("result.json")
            )
            try await run.run()
            #expect(folder.names.count == 2 * (number + 1))
        }
        #expect(folder.names.filter { $0.hasPrefix("result.") && $0.hasSuffix(".json") }.count == 3)
        #expect(folder.names.contains("output.log"))
        let log = String(decoding: try folder.read("output.log"), as: UTF8.self)
        #expect(log.contains("An earlier file was in the way"))
    }

    @Test("nil turns them off")
    func off() async throws {
        let folder = try TemporaryFolder()
        let run = try SpamRun(rps: 10, runtime: 0.1, spammer: spammer, logFile: nil, outputJSON: nil)
        let result = try await run.run()
        #expect(result.total == 1)
        #expect(folder.names.isEmpty)
    }

    @Test("a place that cannot be written to is told before anything is sent")
    func unwritable() async throws {
        let run = try SpamRun(rps: 10, runtime: 0.1, spammer: spammer, logFile: "/nowhere/output.log", outputJSON: nil)
        await #expect(throws: OutputFileError.self) { try await run.run() }
        let folder = try TemporaryFolder()
        let second = try SpamRun(rps: 10, runtime: 0.1, spammer: spammer, logFile: nil, outputJSON: folder.path)
        await #expect(throws: OutputFileError.self) { try await second.run() }
    }
}
