import Foundation
import TestSupport
import Testing

@testable import Analysis

@Suite("The shards of a replay")
struct ShardTests {
    private static let names = ["a", "b", "c", "d"]

    /// One run, and the same arrivals as the runs of some shards.
    private static func runs(_ count: Int, seed: UInt64) -> (whole: RunSummary, shards: [RunSummary]) {
        var whole = RunBuilder(endpoints: names)
        var parts = Array(repeating: whole, count: count)
        for (index, measurement) in RandomRun.measurements(count: 400, endpoints: 4, seed: seed).enumerated() {
            var measurement = measurement
            measurement.exchange = UInt64(index + 1)
            let reason = index % 7 == 0 ? "reason \(index % 5)" : nil
            whole.add(measurement, reason: reason)
            parts[index % count].add(measurement, reason: reason)
            if index % 50 == 0 {
                whole.recorder.schedule(at: measurement.intended)
                whole.recorder.drop(endpoint: measurement.endpoint, intended: measurement.intended)
                whole.recorder.move(by: 1_000_000)
                parts[index % count].recorder.schedule(at: measurement.intended)
                parts[index % count].recorder.drop(endpoint: measurement.endpoint, intended: measurement.intended)
                parts[index % count].recorder.move(by: 1_000_000)
            }
        }
        func context(_ context: inout RunContext, _ share: UInt64, _ of: UInt64) {
            context.rate = 128 * Double(share) / Double(of)
            context.configuration = ["target": "http://t", "threads": "2"]
            var corpus = CorpusSummary(
                name: "c",
                digest: "00ff",
                exchanges: 500,
                spanSeconds: 20,
                sources: ["x (pcap)"]
            )
            corpus.leftOut = ["CONNECT": 8 * share]
            context.corpus = corpus
            context.connections = ConnectionSummary(
                opened: share,
                failed: share,
                reused: 3 * share,
                reset: 0,
                bytesReceived: 100 * share,
                bytesSent: 50 * share
            )
            context.connections?.prewarmed = 2 * share
            context.connections?.waitedForConnection = 2 * share
            context.connections?.waitedForHost = share
            var cookies = CookieSummary()
            cookies.sessions = share
            cookies.replaced = 5 * share
            cookies.withoutSession = share
            context.cookies = cookies
            var correlation = CorrelationSummary()
            correlation.found = 5 * share
            correlation.used = 4 * share
            correlation.missing = share
            context.correlation = correlation
            var responses = ResponsesSummary()
            (responses.checked, responses.equal, responses.different) = (4 * share, 2 * share, share)
            responses.notComparable = ["failed": share]
            responses.endpoints = [ComparedEndpoint(name: "a", compared: 3 * share, different: share)]
            context.responses = responses
            context.dns = DNSSummary(lookups: share, hits: 0, failures: 0, time: share * 1_000_000)
        }
        let all = UInt64(count)
        let shards = parts.enumerated().map { index, part in
            part.summary {
                context(&$0, 1, all)
                $0.shard = ShardSummary(index: index + 1, count: count)
            }
        }
        return (whole.summary { context(&$0, all, all) }, shards)
    }

    private func files(_ summaries: [RunSummary]) throws -> [ShardSet.File] {
        // As they come from the disk.
        try summaries.enumerated().map { index, summary in
            ShardSet.File(name: "run-\(index + 1).json", content: .success(try RunSummary(json: summary.json())))
        }
    }

    @Test("merged have every figure of the run of one process", arguments: [1, 2, 3, 8], 0..<3 as Range<UInt64>)
    func everyFigure(_ count: Int, _ seed: UInt64) throws {
        let (whole, shards) = Self.runs(count, seed: seed)
        let set = try ShardSet(files(shards.reversed()))
        // Shards of which some dropped arrivals are not valid by themselves; the whole is judged as one run is.
        var merged = RunSummary(merging: set, allowsMissing: true)
        #expect(merged.shards?.map(\.index) == Array(1...count))
        #expect(merged.shards?.reduce(0) { $0 + ($1.sent ?? 0) } == whole.books.sent)
        merged.shards = nil
        var expected = whole
        // Where endpoints come first in another order, their order is another; nothing else is.
        merged.endpoints.sort { $0.name < $1.name }
        expected.endpoints.sort { $0.name < $1.name }
        merged.comparison = nil
        expected.comparison = nil
        #expect(merged.mostChanged?.count == expected.mostChanged?.count)
        // Compared before they are expected: what they hold fills pages.
        let isEqual = merged == expected
        #expect(isEqual)
        let hasSameJSON = try JSONValue(data: merged.json()) == JSONValue(data: expected.json())
        #expect(hasSameJSON)
    }

    @Test("that are missing, there twice, stopped, not valid or cannot be read are named, and make the run invalid")
    func problems() throws {
        let shards = Self.runs(4, seed: 7).shards.map { shard in
            var sound = shard
            sound.verdict = Verdict(outcome: .pass)
            return sound
        }
        func verdict(_ files: [ShardSet.File], allowsMissing: Bool = false) throws -> Verdict {
            RunSummary(merging: try ShardSet(files), allowsMissing: allowsMissing).verdict
        }
        let all = try files(shards)
        let sound = try verdict(all)
        let without = try verdict(Array(all.dropLast()))
        #expect(without.outcome == .invalid)
        #expect(without.reasons.first?.contains("Shard 4 of 4 is missing") == true)
        #expect(
            try verdict(Array(all.dropLast()), allowsMissing: true).reasons.contains { $0.contains("missing") } == false
        )
        var twice = all[1]
        twice.name = "again.json"
        #expect(try verdict(all + [twice]).reasons.first?.contains("Shard 2 of 4 is there twice") == true)
        let broken = ShardSet.File(name: "run-4.json", content: .failure(.init("it is no JSON")))
        let unread = try verdict(Array(all.dropLast()) + [broken])
        #expect(unread.outcome == .invalid && unread.reasons.contains { $0.contains("run-4.json cannot be read") })
        var stopped = shards
        stopped[0].pacing.stoppedEarly = true
        stopped[1].verdict = Verdict(outcome: .invalid, reasons: ["It was late."])
        stopped[2].startedAt = "2026-09-21T15:33:30.123Z"
        let reasons = try verdict(try files(stopped)).reasons
        #expect(reasons.contains { $0.contains("Shard 1 of 4 was stopped before its end") })
        #expect(reasons.contains { $0.contains("Shard 2 of 4 is not valid: It was late.") })
        #expect(reasons.contains { $0.contains("Shard 3 of 4 began") && $0.contains("--start-at") })
        #expect(sound.reasons.allSatisfy { !$0.contains("Shard") })
    }

    @Test("one of which was ended by its own condition have that in their verdict, even where parts may be missing")
    func aborted() throws {
        var shards = Self.runs(2, seed: 7).shards
        let condition = try Threshold("failures > 5")
        shards[1].aborted = AbortedRun(
            seconds: 12,
            condition: ThresholdResult(condition, runs: [ThresholdFigures(shards[1])])
        )
        shards[1].pacing.stoppedEarly = true
        let merged = RunSummary(merging: try ShardSet(files(shards)), allowsMissing: true)
        #expect(merged.verdict.outcome != .pass)
        #expect(merged.verdict.reasons.contains { $0.hasPrefix("The run was ended after 12.0 s") })
    }

    @Test("of which many are missing are named first, and then counted")
    func manyProblems() throws {
        var shard = Self.runs(1, seed: 3).shards[0]
        shard.shard = ShardSummary(index: 17, count: 256)
        let set = try ShardSet(files([shard]))
        #expect(set.problems.count >= 255)
        let reasons = RunSummary(merging: set, allowsMissing: false).verdict.reasons
        #expect(reasons.count < 20)
        #expect(reasons.first?.hasPrefix("Shard ") == true)
        #expect(reasons.contains { $0.contains("\(set.problems.count - 8) more") })
    }

    @Test("of a number that there cannot be are refused", arguments: [0, -1, 4097, .max])
    func impossible(_ count: Int) throws {
        var shard = Self.runs(1, seed: 3).shards[0]
        shard.shard = ShardSummary(index: 1, count: count)
        let error = #expect(throws: ShardError.self) { try ShardSet(files([shard])) }
        #expect(error?.description.contains("run-1.json says that it is shard 1 of \(count)") == true)
        #expect(throws: ShardError.self) { try ShardSet(files([shard]), count: count) }
    }

    @Test("of other runs are refused, and so is what is no shard")
    func others() throws {
        let (whole, shards) = Self.runs(2, seed: 1)
        #expect(throws: ShardError.self) { try ShardSet(files([whole])) }
        #expect(throws: ShardError.self) { try ShardSet([]) }
        var other = shards[1]
        other.corpus?.digest = "ffff"
        #expect(throws: ShardError.self) { try ShardSet(files([shards[0], other])) }
        other = shards[1]
        other.shard = ShardSummary(index: 2, count: 3)
        #expect(throws: ShardError.self) { try ShardSet(files([shards[0], other])) }
        #expect(throws: ShardError.self) { try ShardSet(files(shards), count: 8) }
        other = shards[1]
        other.configuration["target"] = "http://other"
        #expect(throws: ShardError.self) { try ShardSet(files([shards[0], other])) }
    }
}
