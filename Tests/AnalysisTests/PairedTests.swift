import Analysis
import FoundationEssentials
import TestSupport
import Testing

@Suite("Request by request")
struct PairedTests {
    @Test("Quantiles of the ratios are within a cell of the exact ones", arguments: 0..<20 as Range<UInt64>)
    func quantiles(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var histogram = RatioHistogram()
        var parts = [RatioHistogram(), RatioHistogram()]
        let ratios = (0..<Int.random(in: 1...500, using: &random))
            .map { index in
                let recorded = UInt64.random(in: 1_000_000...1_000_000_000, using: &random)
                let replayed = UInt64(Double(recorded) * Double.random(in: 0.1...10, using: &random))
                histogram.record(recorded: recorded, replayed: replayed)
                parts[index % 2].record(recorded: recorded, replayed: replayed)
                return Double(replayed) / Double(recorded)
            }
            .sorted()
        for fraction in [0.1, 0.5, 0.9] {
            let exact = ratios[max(0, Int((fraction * Double(ratios.count)).rounded(.up)) - 1)]
            let found = try #require(histogram.ratio(at: fraction))
            #expect(abs(found / exact - 1) < 0.023)
        }
        parts[0].merge(parts[1])
        #expect(parts[0] == histogram)
        #expect(histogram.count == UInt64(ratios.count))
    }

    @Test("Times of 0 have no ratio, the largest are held, and nothing is nothing")
    func extremes() throws {
        var histogram = RatioHistogram()
        histogram.record(recorded: 0, replayed: 5)
        histogram.record(recorded: 5, replayed: 0)
        #expect(histogram.count == 0)
        #expect(PairedSummary(histogram) == nil)
        histogram.record(recorded: 1, replayed: .max)
        #expect(try #require(histogram.ratio(at: 0.5)) > 60_000)
    }

    @Test("What is read is written as it was, and a cell that is there twice is not read")
    func coding() throws {
        func read(_ json: String) throws -> RatioHistogram {
            try JSONDecoder().decode(RatioHistogram.self, from: Data(json.utf8))
        }
        #expect(try read(#"{"cells":[3,4],"counts":[0,0]}"#) == RatioHistogram())
        let some = try read(#"{"cells":[3,4,9],"counts":[7,0,1]}"#)
        #expect(some.count == 8)
        #expect(try read(String(decoding: JSONEncoder().encode(some), as: UTF8.self)) == some)
        #expect(throws: DecodingError.self) { try read(#"{"cells":[3,3],"counts":[1,2]}"#) }
    }

    @Test("Those that took longest beyond their recorded time are kept, each once", arguments: 0..<20 as Range<UInt64>)
    func changed(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var lists = [ChangedRequests(), ChangedRequests()]
        var worst: [UInt64: UInt64] = [:]
        for index in 0..<300 {
            let exchange = UInt64.random(in: 1...100, using: &random)
            // Each a time of its own, so that the order is one.
            let excess = UInt64.random(in: 0...1000, using: &random) * 1000 + UInt64(index)
            worst[exchange] = max(worst[exchange] ?? 0, excess)
            lists[index % 2].note(
                ChangedRequests.Request(exchange: exchange, endpoint: 0, recorded: 7, replayed: 7 + excess)
            )
        }
        lists[0].merge(lists[1])
        let expected = worst.sorted { $0.value > $1.value }.prefix(ChangedRequests.limit)
        #expect(lists[0].requests.map(\.exchange) == expected.map(\.key))
    }

    @Test("A replay's summary and its comparison have both, and validate")
    func summary() throws {
        var run = RunBuilder(endpoints: ["GET /a", "GET /b"])
        for number in 1...40 {
            var measurement = RunBuilder.measurement(
                endpoint: number % 2,
                at: Double(number),
                took: number == 7 ? 500 : 20,
                recorded: 200,
                recordedDuration: 10
            )
            measurement.exchange = UInt64(number)
            run.add(measurement)
        }
        let summary = run.summary()
        #expect(summary.mostChanged?.first?.exchange == 7)
        #expect(summary.mostChanged?.first?.endpoint == "GET /b")
        let paired = try #require(summary.comparison?.overall.paired)
        #expect(abs(paired.ratioP50 - 2) < 0.05)
        #expect(paired.count == 40)
        #expect(try RunSummary(json: try summary.json()) == summary)
        let validator = try JSONSchemaValidator(schema: RunSummarySchema.text)
        let text = String(decoding: try summary.json(), as: UTF8.self)
        let problems = try validator.problems(in: JSONValue(text: text))
        #expect(problems.isEmpty, "\(problems)")
    }
}
