import Analysis
import TestSupport
import Testing

@Suite("A comparison")
struct ComparisonTests {
    /// A run in which every request of an endpoint took so many milliseconds.
    private static func run(_ times: KeyValuePairs<String, (requests: Int, took: Double)>) -> RunBuilder {
        var run = RunBuilder(endpoints: times.map(\.key))
        for (index, endpoint) in times.enumerated() {
            for number in 0..<endpoint.value.requests {
                run.add(RunBuilder.measurement(endpoint: index, at: Double(number), took: endpoint.value.took))
            }
        }
        return run
    }

    @Test("Two runs stand side by side, endpoint by endpoint, those with the most requests first")
    func runs() throws {
        let baseline = Self.run(["GET /a": (20, 10), "GET /b": (40, 4), "GET /gone": (1, 1)]).summary()
        let candidate = Self.run(["GET /b": (40, 6), "GET /new": (3, 1), "GET /a": (20, 10)]).summary()
        let comparison = Comparison(baseline: baseline, labelled: "v1", candidate: candidate, labelled: "v2")
        #expect(comparison.endpoints.map(\.name) == ["GET /b", "GET /a", "GET /new", "GET /gone"])
        let row = try #require(comparison.endpoints[0].clock(.serviceTime)?[.p50])
        #expect(abs((row.ratio ?? 0) - 1.5) < 0.002)
        #expect(row.judged)
        #expect(comparison.endpoints[0].clock(.serviceTime)?[.p99]?.judged == false)
        #expect(comparison.endpoints[2].requests == CountComparison(baseline: nil, candidate: 3))
        #expect(comparison.endpoints[2].clock(.responseTime)?[.p50]?.ratio == nil)
        #expect(comparison.endpoints[3].requests == CountComparison(baseline: 1, candidate: nil))
        #expect(comparison.overall.requests == CountComparison(baseline: 61, candidate: 63))
        #expect(comparison.baseline.label == "v1")
        #expect(comparison.candidate.askedRate == 100)
        #expect(comparison.notes == [])
    }

    @Test("A run beside itself has ratios of 1 and equal counts")
    func same() {
        let summary = Self.run(["GET /a": (20, 10)]).summary()
        let comparison = Comparison(baseline: summary, labelled: "a", candidate: summary, labelled: "b")
        for clock in comparison.overall.clocks {
            for row in clock.quantiles { #expect(row.ratio == 1) }
            #expect(clock.mean.ratio == 1)
        }
        #expect(comparison.overall.failures == CountComparison(baseline: 0, candidate: 0))
    }

    @Test("A replay stands beside its recording, by service time, and says where the times were taken")
    func recording() throws {
        var run = RunBuilder()
        for number in 0..<30 {
            run.add(
                RunBuilder.measurement(at: Double(number), late: 2, took: 6, recorded: 200, recordedDuration: 4)
            )
        }
        run.add(
            RunBuilder.measurement(took: 6, result: .failed(.status), status: 500, recorded: 200, recordedDuration: 4)
        )
        run.add(RunBuilder.measurement(took: 9000, result: .failed(.timeout), status: 0, recorded: 200))
        let comparison = try #require(run.summary().comparison)
        #expect(comparison.baseline.kind == .recording)
        #expect(comparison.notes == [Comparison.vantageNote])
        #expect(comparison.overall.clocks.map(\.clock) == [.serviceTime, .timeToFirstByte])
        let row = try #require(comparison.overall.clock(.serviceTime)?[.p50])
        #expect(abs((row.ratio ?? 0) - 1.5) < 0.002)
        #expect(comparison.overall.failures == CountComparison(baseline: nil, candidate: 2))
        #expect(comparison.overall.failuresByKind["timeout"] == CountComparison(baseline: nil, candidate: 1))
        #expect(comparison.overall.statuses["200"] == CountComparison(baseline: 32, candidate: 30))
        #expect(comparison.overall.statuses["500"] == CountComparison(baseline: 0, candidate: 1))
        let expected = [
            StatusChange(recorded: 200, replayed: nil, baseline: nil, candidate: 1),
            StatusChange(recorded: 200, replayed: 500, baseline: nil, candidate: 1),
        ]
        #expect(comparison.overall.statusChanges == expected)
    }

    @Test("A replay of what has no outcomes has nothing to be compared with")
    func noRecording() {
        #expect(Self.run(["GET /a": (20, 10)]).summary().comparison == nil)
    }

    @Test("Status changes of two replays are counted on both sides")
    func statusChanges() {
        func replay(_ statuses: [UInt16]) -> RunSummary {
            var run = RunBuilder()
            for status in statuses {
                run.add(RunBuilder.measurement(took: 1, status: status, recorded: 200))
            }
            return run.summary()
        }
        let comparison = Comparison(
            baseline: replay([200, 404, 500, 500]),
            labelled: "a",
            candidate: replay([200, 200, 500, 503]),
            labelled: "b"
        )
        let expected = [
            StatusChange(recorded: 200, replayed: 404, baseline: 1, candidate: 0),
            StatusChange(recorded: 200, replayed: 500, baseline: 2, candidate: 1),
            StatusChange(recorded: 200, replayed: 503, baseline: 0, candidate: 1),
        ]
        #expect(comparison.overall.statusChanges == expected)
        #expect(comparison.endpoints.first?.statusChanges == expected)
    }

    @Test("What makes two runs unlike is said before any figure")
    func notes() {
        let builder = Self.run(["GET /a": (20, 10)])
        let baseline = builder.summary { context in
            context.corpus = CorpusSummary(name: "a", digest: "1", exchanges: 1, spanSeconds: 1, sources: [])
        }
        let other = builder.summary { context in
            context.corpus = CorpusSummary(name: "b", digest: "2", exchanges: 1, spanSeconds: 1, sources: [])
            context.rate = 150
        }
        let paced = builder.summary { $0.speed = 2 }
        func notes(_ candidate: RunSummary) -> [String] {
            Comparison(baseline: baseline, labelled: "a", candidate: candidate, labelled: "b").notes
        }
        #expect(
            notes(other) == [
                "The two runs did not send the same corpus.", "The two runs were asked for different rates.",
            ]
        )
        #expect(
            notes(paced) == ["The two runs did not send the same corpus.", "The two runs were not paced alike."]
        )
        var invalid = baseline
        invalid.verdict.outcome = .invalid
        #expect(
            notes(invalid) == [
                "The run b is invalid: its generator was the limit, so its figures prove nothing about the target."
            ]
        )
    }
}
