import Analysis
import Corpus
import TestSupport
import Testing

@Suite("The verdict on a run")
struct VerdictTests {
    private static func run(requests: Int, late: Double = 0, lateRequests: Int = 0, failing: Int = 0) -> RunBuilder {
        var run = RunBuilder()
        for number in 0..<requests {
            run.add(
                RunBuilder.measurement(
                    at: Double(number),
                    late: number < lateRequests ? late : 0,
                    took: 1,
                    result: number < failing ? .failed(.status) : .passed
                )
            )
        }
        return run
    }

    @Test("A run that kept up and passed has no reasons")
    func pass() {
        #expect(Self.run(requests: 100).summary().verdict == Verdict(outcome: .pass))
    }

    @Test("A generator that was late makes the run invalid, and says what to do")
    func late() {
        let verdict = Self.run(requests: 1000, late: 34, lateRequests: 20).summary().verdict
        #expect(verdict.outcome == .invalid)
        let reason = """
            The generator could not keep up: its lateness (p99) was 34 ms, and the limit is 10 ms. Lower --rate or \
            --speed, allow more --connections, or run it on a machine with more free CPU.
            """
        #expect(verdict.reasons == [reason])
    }

    @Test("Where the late ones waited for a connection, that is said, and not where a few did")
    func waited() {
        func reasons(waited: UInt64?, forHost: UInt64? = nil) -> [String] {
            Self.run(requests: 1000, late: 34, lateRequests: 20).summary {
                $0.connections = ConnectionSummary(
                    opened: 1,
                    failed: 0,
                    reused: 999,
                    reset: 0,
                    bytesReceived: 0,
                    bytesSent: 0
                )
                $0.connections?.waitedForConnection = waited
                $0.connections?.waitedForHost = forHost
            }.verdict.reasons
        }
        let reason = """
            The generator could not keep up: 1,234 requests waited as all connections were in use, and the lateness (p99) \
            was 34 ms; the limit is 10 ms. If the service time shows that the target became slow, that is why; if not, allow \
            more --connections, or lower --rate or --speed.
            """
        #expect(reasons(waited: 1234) == [reason])
        #expect(reasons(waited: 10).first?.contains("10 requests waited") == true)
        let ofHost = reasons(waited: 10, forHost: 30).first
        #expect(ofHost?.contains("40 requests waited as all connections to their host were in use") == true)
        #expect(ofHost?.contains("allow more --connections-per-host, or") == true)
        for few: UInt64? in [nil, 9] {
            #expect(reasons(waited: few).first?.contains("a machine with more free CPU") == true)
        }
    }

    @Test("A few late requests of a short run are a hiccup; half of them are not")
    func shortRuns() {
        #expect(Self.run(requests: 50, late: 50, lateRequests: 2).summary().verdict.outcome == .pass)
        #expect(Self.run(requests: 150, late: 50, lateRequests: 10).summary().verdict.outcome == .pass)
        #expect(Self.run(requests: 150, late: 50, lateRequests: 20).summary().verdict.outcome == .invalid)
        #expect(Self.run(requests: 4, late: 5000, lateRequests: 4).summary().verdict.outcome == .invalid)
    }

    @Test("Waiting for connections to open does not make the run invalid")
    func connecting() {
        var run = RunBuilder()
        for number in 0..<100 { run.add(RunBuilder.measurement(at: Double(number), connecting: 90, took: 1)) }
        #expect(run.summary().verdict.outcome == .pass)
    }

    @Test("A dropped arrival makes the run invalid, even if all that was sent failed too")
    func dropped() {
        var run = Self.run(requests: 9, failing: 9)
        run.recorder.schedule(at: RunBuilder.instant(9))
        run.recorder.drop(endpoint: 0, intended: RunBuilder.instant(9))
        let verdict = run.summary().verdict
        #expect(verdict.outcome == .invalid)
        let reason = """
            The generator could not keep up: 1 of 10 arrivals were dropped at the limit of requests in flight. If \
            the service time shows that the target became slow, that is why; if not, raise --max-in-flight, or lower --rate \
            or --speed.
            """
        #expect(verdict.reasons == [reason])
    }

    @Test("Failures up to the share that is allowed pass, more of them do not")
    func failures() {
        #expect(Self.run(requests: 200, failing: 2).summary().verdict.outcome == .pass)
        let verdict = Self.run(requests: 200, failing: 3).summary().verdict
        #expect(verdict.outcome == .fail)
        #expect(verdict.reasons == ["3 of 200 requests (1.5%) failed or stayed unfinished; the limit is 1%."])
    }

    @Test("What is hardly above its limit has as many digits as show that it is, and counts are in groups of three")
    func edges() {
        var books = Books()
        (books.scheduled, books.sent, books.passed, books.failed) = (1_000_000, 1_000_000, 989_999, 10_001)
        #expect(
            VerdictGate().verdict(books: books, lateness: LatencyHistogram()).reasons
                == ["10,001 of 1,000,000 requests (1.0001%) failed or stayed unfinished; the limit is 1%."]
        )
        (books.scheduled, books.dropped) = (1_003_217, 3217)
        #expect(
            VerdictGate().verdict(books: books, lateness: LatencyHistogram()).reasons.first?
                .contains(" 3,217 of 1,003,217 arrivals were dropped") == true
        )
        var gate = VerdictGate()
        gate.latenessLimit = 33_999_000
        let late = Self.run(requests: 1000, late: 34, lateRequests: 20).recorder.lateness
        let sound = Self.run(requests: 10).recorder.books
        #expect(gate.verdict(books: sound, lateness: late).reasons.first?.contains(" the limit is 33.999 ms.") == true)
    }

    @Test("Books that do not balance make the run invalid")
    func imbalance() {
        var run = Self.run(requests: 10)
        run.recorder.schedule(at: RunBuilder.instant(0))
        let verdict = run.summary().verdict
        #expect(verdict.outcome == .invalid)
        #expect(verdict.reasons.first?.contains("scheduled: 11 in all, 10 in the parts") == true)
    }

    @Test("A run that sent nothing is invalid, and says so of one whose warm-up took all there was")
    func empty() {
        #expect(RunBuilder().summary().verdict.outcome == .invalid)
        var books = Books()
        (books.scheduled, books.sent, books.passed) = (1500, 1500, 1500)
        let verdict = RunBuilder().summary { $0.warmup = WarmupSummary(seconds: 30, books: books) }.verdict
        #expect(verdict.outcome == .invalid)
        #expect(verdict.reasons.first?.hasPrefix("Nothing was sent after the warm-up, which took all") == true)
        #expect(verdict.reasons.first?.contains("1,500 sent") == true)
    }
}
