import Report
import Testing

@Suite("The axes of charts")
struct ChartScaleTests {
    @Test("An axis from 0 ends at a round number, and names a handful of them", arguments: [0.3, 1, 7, 48, 999, 1e7])
    func fromZero(_ most: Double) {
        let scale = ChartScale.fromZero([most / 2, most]) { "\($0)" }
        #expect(scale.low == 0 && scale.high >= most && scale.high <= most * 2.01)
        #expect((3...6).contains(scale.ticks.count), "\(scale.ticks)")
        #expect(scale.place(0) == 0 && scale.place(scale.high) == 1)
        #expect(abs(scale.place(scale.high / 2) - 0.5) < 1e-9)
    }

    @Test("Of nothing, it goes to 1; whole numbers are not named in parts")
    func edges() {
        #expect(ChartScale.fromZero([]) { "\($0)" }.high == 1)
        #expect(ChartScale.fromZero([.nan, .infinity]) { "\($0)" }.high == 1)
        #expect(ChartScale.fromZero([.leastNonzeroMagnitude]) { "\($0)" }.high == 1)
        #expect(ChartScale.fromZero([.greatestFiniteMagnitude]) { "\($0)" }.high.isFinite)
        #expect(ChartScale.fromZero([2], isWhole: true) { "\(Int($0))" }.ticks.map(\.label) == ["0", "1", "2"])
    }

    @Test("Times are named by 1, 2 and 5, and all of them lie on the axis")
    func times() {
        let scale = ChartScale.times([3.4, 180])
        #expect(scale.low == 2 && scale.high == 200)
        #expect(scale.ticks.allSatisfy { $0.value >= scale.low * 0.999 && $0.value <= scale.high * 1.001 })
        #expect(scale.ticks.map(\.label).contains("10 ms"))
        #expect(abs(scale.place(20) - 0.5) < 1e-9)
        #expect(ChartScale.times([0.02, 0.3]).ticks.map(\.label).contains("0.1 ms"))
        #expect(ChartScale.times([100, 5000]).ticks.map(\.label).contains("1 s"))
    }

    @Test(
        "Whatever the times are, the axis has a length and at most a dozen names",
        arguments: [[], [0], [5, 5], [.nan], [1e-9, 1e300], [0.001, 100_000]]
    )
    func anyTimes(_ times: [Double]) {
        let scale = ChartScale.times(times)
        #expect(scale.high > scale.low && scale.low > 0)
        #expect((1...14).contains(scale.ticks.count), "\(scale.ticks)")
        #expect((times + [0, -1, .infinity]).allSatisfy { (0...1).contains(scale.place($0)) })
    }

    @Test("A run's time is named as a clock shows it, a handful of times", arguments: [4.0, 59, 600, 86_400, 1e7])
    func clock(_ seconds: Double) {
        let scale = ChartScale.clock(seconds: seconds)
        #expect(scale.ticks.first?.label == "00:00")
        #expect((2...8).contains(scale.ticks.count), "\(scale.ticks)")
        #expect(scale.ticks.allSatisfy { $0.value <= seconds })
    }

    @Test("Each nine of a percentile is as far from the last, up to as many as there are requests for")
    func shares() {
        let scale = ChartScale.shares(count: 10_000)
        #expect(scale.ticks.map(\.label) == ["0", "50", "90", "99", "99.9", "99.99"])
        #expect(abs(scale.place(ChartScale.tail(0.99)) - 0.5) < 1e-6)
        #expect(ChartScale.shares(count: 0).ticks.map(\.label) == ["0", "50", "90"])
    }

    @Test("Of many names, some are left out")
    func names() {
        #expect(ChartScale.names(["a", "b", "c"]).ticks.map(\.label) == ["a", "b", "c"])
        #expect(
            ChartScale.names((0..<100).map { "v\($0)" }).ticks.map(\.label) == [
                "v0", "v19", "v39", "v59", "v79", "v99",
            ]
        )
        #expect(ChartScale.names((0..<14).map { "v\($0)" }, atMost: 3).ticks.map(\.label) == ["v0", "v6", "v13"])
        #expect(ChartScale.names(["a"]).ticks.map(\.label) == ["a"] && ChartScale.names(["a"]).place(0) == 0.5)
        #expect(ChartScale.names([]).ticks.isEmpty)
    }

    @Test(
        "An axis about values begins and ends at round numbers, and shows all that there is",
        arguments: [[40, 45], [0, 0.02], [1e-4, 3e5], [7], [99.9, 100.1], [0.5, 0.5001]] as [[Double]]
    )
    func around(_ values: [Double]) {
        let scale = ChartScale.around(values, otherwise: 1) { "\($0)" }
        #expect((3...8).contains(scale.ticks.count))
        #expect(scale.ticks.map(\.value) == scale.ticks.map(\.value).sorted())
        #expect(scale.ticks.first?.value == scale.low && scale.ticks.last?.value == scale.high)
        #expect(values.allSatisfy { (scale.low...scale.high).contains($0) })
        #expect(values.allSatisfy { (0...1).contains(scale.place($0)) })
        // Noise of a few percent takes no more than a part of the height.
        #expect(scale.high - scale.low >= 0.2 * (values.max() ?? 0))
    }

    @Test("An axis about nothing is one all the same")
    func aroundNothing() {
        #expect(ChartScale.around([], otherwise: 0.01) { "\($0)" }.ticks.map(\.value) == [0, 0.01])
        let scale = ChartScale.around([0, .nan, -1], otherwise: 1) { "\($0)" }
        #expect(scale.low == 0 && scale.high == 1)
        // As a history that was edited may have them.
        #expect(ChartScale.around([.greatestFiniteMagnitude], otherwise: 1) { "\($0)" }.high.isFinite)
        #expect(ChartScale.around([.leastNonzeroMagnitude], otherwise: 1) { "\($0)" }.high == 1)
    }
}
