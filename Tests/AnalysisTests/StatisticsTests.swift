import Analysis
import TestSupport
import Testing

@Suite("The statistics of a comparison")
struct StatisticsTests {
    @Test("A tenth slower is found, at the size that it has")
    func slowdown() throws {
        let (baseline, candidate) = (SimulatedRun(seed: 1).series, SimulatedRun(seed: 2, slowdown: 1.1).series)
        let shifts = BlockBootstrap()
            .shifts(of: [.p50, .p90], clock: .serviceTime, baseline: baseline, candidate: candidate)
        #expect(shifts.map(\.quantile) == [.p50, .p90])
        for shift in shifts {
            #expect(shift.ratioInterval.contains(shift.ratio))
            #expect(shift.differenceInterval.contains(shift.difference))
        }
        let median = try #require(shifts.first)
        #expect(abs(median.ratio - 1.1) < 0.03)
        #expect(median.ratioInterval.lowerBound > 1)
    }

    @Test("The same seed gives the same interval, another one gives another")
    func seeds() {
        let (baseline, candidate) = (SimulatedRun(seed: 1).series, SimulatedRun(seed: 2).series)
        func shifts(_ seed: UInt64) -> [QuantileShift] {
            BlockBootstrap(seed: seed)
                .shifts(of: [.p50], clock: .serviceTime, baseline: baseline, candidate: candidate)
        }
        #expect(shifts(7) == shifts(7))
        #expect(shifts(7) != shifts(8))
    }

    @Test("Runs in which seconds drift have wider intervals than steady ones")
    func drift() throws {
        func width(drift: Double) throws -> Double {
            let (left, right) = (SimulatedRun(seed: 1, drift: drift).series, SimulatedRun(seed: 2, drift: drift).series)
            let shifts = BlockBootstrap().shifts(of: [.p50], clock: .serviceTime, baseline: left, candidate: right)
            let interval = try #require(shifts.first).ratioInterval
            return interval.upperBound - interval.lowerBound
        }
        #expect(try width(drift: 0.1) > 2 * width(drift: 0))
    }

    @Test("A quantile with fewer than ten times beyond it is not judged, nor is a run of nothing")
    func fewTimes() {
        let small = SimulatedRun(seed: 1, perSecond: 10, seconds: 20).series
        let shifts = BlockBootstrap()
            .shifts(of: [.p50, .p90, .p99, .p999], clock: .serviceTime, baseline: small, candidate: small)
        #expect(shifts.map(\.quantile) == [.p50, .p90])
        let none = SecondSeries()
        #expect(
            BlockBootstrap().shifts(of: [.p50], clock: .serviceTime, baseline: none, candidate: small).isEmpty
        )
    }

    /// Of 21 s four blocks of 5 s lie beside each other, and five resampled ones make 25 s: neither may make it look surer.
    @Test("A second more than whole blocks makes an interval hardly narrower, and 19 s are too few to judge")
    func partOfABlock() throws {
        func error(_ seconds: Int, _ seed: UInt64) throws -> Double {
            let series = SimulatedRun(seed: seed, seconds: seconds, stalls: 0).series
            return try #require(BlockBootstrap().quantiles([.p50], of: series, clock: .serviceTime).first).logError
        }
        let ratios = try (0..<20 as Range<UInt64>).map { try error(21, $0) / error(20, $0) }
        let mean = ratios.reduce(0, +) / Double(ratios.count)
        let expected = (20.0 / 21).squareRoot()
        #expect(abs(mean - expected) < 0.08, "\(ratios)")
        let short = SimulatedRun(seed: 1, seconds: 19).series
        #expect(BlockBootstrap().quantiles([.p50], of: short, clock: .serviceTime).isEmpty)
        let long = SimulatedRun(seed: 1, seconds: 20).series
        #expect(
            BlockBootstrap().shifts(of: [.p50], clock: .serviceTime, baseline: long, candidate: short).isEmpty
        )
    }

    /// The examples (a) and (c) of Newcombe's table II, at the precision that he gives.
    @Test(
        "Newcombe's own examples come out",
        arguments: [(56, 70, 48, 80, 0.0524, 0.3339), (9, 10, 3, 10, 0.1705, 0.8090)]
            as [(UInt64, UInt64, UInt64, UInt64, Double, Double)]
    )
    func newcombe(_ example: (UInt64, UInt64, UInt64, UInt64, Double, Double)) throws {
        let shift = try #require(
            ProportionShift(
                baselineFailures: example.2,
                baselineRequests: example.3,
                candidateFailures: example.0,
                candidateRequests: example.1
            )
        )
        #expect(abs(shift.interval.lowerBound - example.4) < 0.0001)
        #expect(abs(shift.interval.upperBound - example.5) < 0.0001)
    }

    @Test("No requests, no share; none failed on either side, an interval around 0")
    func fewFailures() throws {
        #expect(
            ProportionShift(baselineFailures: 0, baselineRequests: 0, candidateFailures: 0, candidateRequests: 9) == nil
        )
        let shift = try #require(
            ProportionShift(baselineFailures: 0, baselineRequests: 99, candidateFailures: 0, candidateRequests: 99)
        )
        #expect(shift.interval.contains(0) && shift.interval.lowerBound < 0 && shift.interval.upperBound > 0)
    }

    /// The fifteen probabilities of Benjamini and Hochberg's own example, of which the first four stand at 0.05.
    @Test("Benjamini and Hochberg's own example comes out")
    func discoveries() {
        let probabilities = [
            0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528,
            0.7590,
            1,
        ]
        let expected = probabilities.map { $0 <= 0.0095 }
        #expect(FalseDiscoveries.found(probabilities, share: 0.05) == expected)
        #expect(FalseDiscoveries.found(probabilities.reversed(), share: 0.05) == expected.reversed())
        #expect(FalseDiscoveries.found([], share: 0.05) == [])
        // A later one that passes takes the earlier ones with it.
        #expect(FalseDiscoveries.found([0.04, 0.03], share: 0.05) == [true, true])
    }

    /// Two and three values whose pooled variance is 1: the error is √(1/2 + 1/3), and Student's with three degrees reaches 3.182
    /// of it.
    @Test("Runs against runs: Student's interval by hand")
    func runs() throws {
        let spread = try #require(
            RunSpread(baseline: [1 - 0.5.squareRoot(), 1 + 0.5.squareRoot()], candidate: [3, 4, 5])
        )
        #expect(abs(spread.difference - 3) < 1e-12)
        #expect(spread.degrees == 3)
        #expect(abs(spread.error - (1.0 / 2 + 1.0 / 3).squareRoot()) < 1e-12)
        let reach = spread.interval.upperBound - spread.difference
        #expect(abs(reach - 3.18245 * spread.error) < 1e-4)
        #expect(RunSpread(baseline: [1], candidate: [2]) == nil)
        #expect(RunSpread(baseline: [], candidate: [2, 3]) == nil)
        // What is known of a single run is the least, and noise alone is enough to learn from.
        let learned = try #require(RunSpread(baseline: [1], candidate: [2], noise: [[7, 7, 7]], least: 0.1))
        #expect(abs(learned.error - 0.1 * 2.0.squareRoot()) < 1e-12)
        #expect(learned.degrees == 2)
        #expect(abs(learned.interval.upperBound - learned.difference - 4.30265 * learned.error) < 1e-4)
    }
}
