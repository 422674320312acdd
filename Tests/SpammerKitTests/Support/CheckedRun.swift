import Analysis
import Foundation
import TestSupport
import Testing

@testable import SpammerKit

/// A run in a folder of its own, whose summary and books are checked whatever the test is about.
struct CheckedRun {
    let folder: TemporaryFolder
    let result: RunResult
    /// `result.json`, as it is on the disk.
    let json: JSONValue
    /// `output.log`, line by line.
    let log: [String]

    var summary: RunSummary { result.summary }

    /// Runs a plan with its files in a new folder.
    ///
    /// - Parameter latenessLimit: tests run beside each other on a busy machine, where how late they are says nothing.
    init(
        _ plan: RunPlan,
        latenessLimit: UInt64 = .max,
        while act: @Sendable (SpamRun) async throws -> Void = { _ in }
    ) async throws {
        folder = try TemporaryFolder()
        var plan = plan
        plan.logFile = folder.file("output.log")
        plan.outputJSON = folder.file("result.json")
        plan.logsToStandardOutput = false
        plan.gate.latenessLimit = latenessLimit
        let run = SpamRun(plan)
        async let ended = run.run()
        try await act(run)
        result = try await ended
        let bytes = Data(try folder.read("result.json"))
        json = try JSONValue(data: bytes)
        log = String(decoding: try folder.read("output.log"), as: UTF8.self).split(
            separator: "\n",
            omittingEmptySubsequences: false
        )
        .map(String.init)
        #expect(try JSONSchemaValidator(schema: RunSummarySchema.text).problems(in: bytes) == [])
        #expect(try RunSummary(json: bytes).books == result.summary.books)
        #expect(result.summary.books.imbalances == [])
    }
}

/// A spammer that is a closure.
struct ClosureSpammer: Spammer {
    let body: @Sendable () async throws -> TaskResult

    func task() async throws -> TaskResult {
        try await body()
    }
}

extension RunPlan {
    /// So many tasks a second for so long.
    static func steady(
        _ perSecond: Double,
        seconds: Double,
        _ body: @escaping @Sendable () async throws -> TaskResult
    ) -> RunPlan {
        RunPlan(spammer: ClosureSpammer(body: body), schedule: ConstantRate(perSecond: perSecond, seconds: seconds))
    }
}

/// A door that tasks wait at until it is opened.
actor Gate {
    private var isOpen = false
    private var waiting: [CheckedContinuation<Void, Never>] = []
    private var arrivals: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
    private var arrived = 0

    /// Waits until the door is open.
    func pass() async {
        arrived += 1
        for entry in arrivals where entry.count <= arrived { entry.continuation.resume() }
        arrivals.removeAll { $0.count <= arrived }
        if isOpen { return }
        await withCheckedContinuation { waiting.append($0) }
    }

    /// Opens it for all.
    func open() {
        isOpen = true
        for continuation in waiting { continuation.resume() }
        waiting = []
    }

    /// Waits until so many have come to the door.
    func waitForArrivals(_ count: Int) async {
        if arrived >= count { return }
        await withCheckedContinuation { arrivals.append((count, $0)) }
    }
}
