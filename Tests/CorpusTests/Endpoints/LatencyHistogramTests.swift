import Foundation
import TestSupport
import Testing

@testable import Corpus

@Suite("A histogram of times")
struct LatencyHistogramTests {
    @Test("gives quantiles to three digits, and the largest time and the mean exactly")
    func quantiles() {
        var random = SeededGenerator(seed: 2)
        var times = (0..<5000).map { _ in
            UInt64.random(in: 10_000..<1 << UInt64.random(in: 15..<40, using: &random), using: &random)
        }
        var histogram = LatencyHistogram()
        for time in times { histogram.record(time) }
        times.sort()
        for share in [0.01, 0.25, 0.5, 0.9, 0.95, 0.99, 0.999] {
            let exact = Double(times[Int((share * Double(times.count)).rounded(.up)) - 1])
            let found = Double(histogram.quantile(share))
            #expect(abs(found - exact) <= max(exact / 1000, 1024), "\(share): \(found), not \(exact)")
        }
        #expect(histogram.quantile(1) == times.last)
        #expect(histogram.max == times.last)
        #expect(abs(histogram.mean - times.map { Double($0) }.reduce(0, +) / 5000) < 1)
        #expect(histogram.count == 5000)
    }

    @Test("of nothing is 0 everywhere")
    func empty() {
        let histogram = LatencyHistogram()
        #expect(histogram.quantile(0.5) == 0)
        #expect(histogram.mean == 0)
        #expect(histogram.pairs.isEmpty)
    }

    @Test("of both is the sum of two")
    func merge() {
        var first = LatencyHistogram()
        var second = LatencyHistogram()
        var both = LatencyHistogram()
        for time in [5_000, 1_000_000, 77] as [UInt64] {
            first.record(time)
            both.record(time)
        }
        for time in [9_000_000_000, 3] as [UInt64] {
            second.record(time, count: 4)
            both.record(time, count: 4)
        }
        var merged = LatencyHistogram()
        merged.merge(first)
        merged.merge(second)
        merged.merge(LatencyHistogram())
        #expect(merged == both)
    }

    @Test("takes a time past a day as a day")
    func bounds() {
        var histogram = LatencyHistogram()
        histogram.record(.max)
        histogram.record(0)
        #expect(histogram.max == LatencyHistogram.highest)
        #expect(histogram.quantile(1) == LatencyHistogram.highest)
    }

    @Test("is refused where it has times past its largest, and read where none is")
    func largest() throws {
        func read(_ json: String) throws -> LatencyHistogram {
            try JSONDecoder().decode(LatencyHistogram.self, from: Data(json.utf8))
        }
        #expect(throws: DecodingError.self) {
            try read(#"{"values":[5000,90000],"counts":[1,2],"sum":9,"max":6000}"#)
        }
        let sound = try read(#"{"values":[5000,90000],"counts":[1,0],"sum":9,"max":6000}"#)
        #expect(sound.count == 1)
        #expect(try read(String(decoding: JSONEncoder().encode(sound), as: UTF8.self)) == sound)
    }

    @Test("of more time than 64 bits hold is written and read as any other")
    func centuries() throws {
        var histogram = LatencyHistogram()
        for time in [5_000, 70_000, 30_000_000_000, LatencyHistogram.highest] as [UInt64] {
            histogram.record(time, count: 1 << 40)
        }
        #expect(histogram.sum == .max)
        #expect(histogram.pairs.map(\.count) == Array(repeating: 1 << 40, count: 4))
        #expect(histogram.pairs.last?.value == LatencyHistogram.highest)
        let copy = try JSONDecoder().decode(LatencyHistogram.self, from: JSONEncoder().encode(histogram))
        #expect(copy == histogram)
        var merged = histogram
        merged.merge(copy)
        #expect(merged.pairs.map(\.value) == histogram.pairs.map(\.value))
    }

    @Test("comes back from JSON the same", arguments: UInt64(1)...10)
    func coding(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var histogram = LatencyHistogram()
        for _ in 0..<Int.random(in: 0..<300, using: &random) {
            let shift = UInt64.random(in: 10..<64, using: &random)
            histogram.record(UInt64.random(in: .min ... .max, using: &random) >> shift)
        }
        let copy = try JSONDecoder().decode(LatencyHistogram.self, from: JSONEncoder().encode(histogram))
        #expect(copy == histogram)
        #expect(copy.quantile(0.9) == histogram.quantile(0.9))
    }
}
