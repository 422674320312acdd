import Testing

@testable import Report

@Suite("A chart of rates")
struct RateChartTests {
    @Test("is as high as its peak, in eighths of a line")
    func levels() {
        #expect(RateChart.lines([1, 2, 4, 8], columns: 10, height: 1) == ["▁▂▄█"])
        #expect(RateChart.lines([8, 4, 0, 8], columns: 10, height: 2) == ["█  █", "██ █"])
    }

    @Test("shows what is not nothing")
    func small() {
        #expect(RateChart.lines([0.001, 0, 1000], columns: 10, height: 1) == ["▁ █"])
    }

    @Test("is nothing where there is nothing, or no number")
    func nothing() {
        #expect(RateChart.lines([], columns: 10, height: 3) == [])
        #expect(RateChart.lines([0, 0], columns: 10, height: 3) == [])
        #expect(RateChart.lines([.nan, .infinity, -1], columns: 10, height: 3) == [])
    }

    @Test("averages neighbours to fit", arguments: [1, 2, 3, 7, 80])
    func fitting(_ columns: Int) {
        let values = (0..<100).map(Double.init)
        let averaged = RateChart.averaged(values, columns: columns)
        #expect(averaged.count == columns)
        #expect(averaged == averaged.sorted())
        #expect(RateChart.lines(values, columns: columns, height: 2).allSatisfy { $0.count <= columns })
    }
}
