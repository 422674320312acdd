import Foundation
import TestSupport
import Testing

@testable import Analysis

@Suite("Where a series changed for good")
struct ChangePointsTests {
    /// Normal noise about levels: each so many values long, with a standard deviation of a share of it.
    static func series(_ levels: [(level: Double, count: Int)], noise: Double = 0.02, seed: UInt64) -> [Double] {
        var random = SeededGenerator(seed: seed &* 7919)
        return levels.flatMap { level, count in
            (0..<count).map { _ in
                let radius = (-2 * log(Double.random(in: .leastNonzeroMagnitude..<1, using: &random))).squareRoot()
                return level * exp(noise * radius * cos(2 * .pi * Double.random(in: 0..<1, using: &random)))
            }
        }
    }

    private static func find(_ values: [Double]) -> [Int] {
        ChangePoints.find(in: values.map { log($0) }).map(\.index)
    }

    @Test("Noise alone has changes no more often than the significance allows")
    func noise() {
        let found = (1...200 as ClosedRange<UInt64>).count { seed in
            !Self.find(Self.series([(40, 10 + Int(seed % 30))], seed: seed)).isEmpty
        }
        // 5% of 200 are 10; that it is no more than 16 holds of 97 in 100 sets of seeds where 5% is the truth.
        #expect(found <= 16)
        // And shuffling does find what is rare, so that the test is not deaf.
        #expect(found > 0)
    }

    @Test("A step of a tenth in noise of 2% is found where it is")
    func step() {
        let misplaced = (1...40 as ClosedRange<UInt64>).filter { seed in
            let before = 6 + Int(seed % 10)
            return !Self.find(Self.series([(40, before), (44, 8)], seed: seed)).contains { abs($0 - before) <= 1 }
        }
        #expect(misplaced.count <= 1, "\(misplaced)")
    }

    @Test("Two steps are two changes, up and down as up and up", arguments: [(40.0, 50.0, 40.0), (40, 46, 53)])
    func twoSteps(_ levels: (Double, Double, Double)) {
        let found = (1...20 as ClosedRange<UInt64>).map { seed in
            Self.find(Self.series([(levels.0, 12), (levels.1, 12), (levels.2, 12)], seed: seed))
        }
        let right = found.count { points in
            [12, 24].allSatisfy { place in points.contains { abs($0 - place) <= 1 } }
        }
        #expect(right >= 18, "\(found)")
    }

    @Test("A single outlier is a change no more often than noise is")
    func outlier() {
        let found = (0..<100).count { number in
            var values = Self.series([(40, 20)], seed: UInt64(number))
            values[number % 20] *= 5
            return !Self.find(values).isEmpty
        }
        // 5% are 5; no more than 10 hold of 99 in 100 such sets where that is the truth.
        #expect(found <= 10)
    }

    @Test("A step is found among outliers that are many times its size")
    func stepAmongOutliers() {
        let missed = (1...20 as ClosedRange<UInt64>).filter { seed in
            var values = Self.series([(40, 12), (44, 9)], seed: seed)
            for place in [2, 7, 16] { values[place] *= 8 }
            return !Self.find(values).contains { abs($0 - 12) <= 1 }
        }
        #expect(missed.count <= 1, "\(missed)")
    }

    @Test("Few values, equal ones and what is no number have no changes")
    func nothing() {
        #expect(ChangePoints.find(in: []) == [])
        #expect(ChangePoints.find(in: [1, 1, 1, 9, 9, 9, 9]) == [])
        #expect(ChangePoints.find(in: [1, 1, 1, 1, 9, 9, 9, 9]).map(\.index) == [4])
        #expect(ChangePoints.find(in: Array(repeating: 3.7, count: 50)) == [])
        #expect(ChangePoints.find(in: Array(repeating: 1, count: 20) + [.nan, .infinity]) == [])
        #expect(ChangePoints.find(in: Array(repeating: 0, count: 30) + [0.2]) == [])
    }

    @Test("Neither the unit nor the direction of time matters")
    func invariance() {
        let values = Self.series([(40, 10), (48, 10)], seed: 11)
        let found = Self.find(values)
        #expect(found.count == 1)
        #expect(Self.find(values.map { $0 * 1e6 }) == found)
        #expect(Self.find(values.map { $0 / 1e6 }) == found)
        #expect(Self.find(values.reversed()) == found.map { values.count - $0 })
    }

    @Test("The same seed gives the same changes, and a change no chance explains has the least probability")
    func seeds() {
        let values = Self.series([(40, 15), (80, 15)], seed: 2).map { log($0) }
        let found = ChangePoints.find(in: values)
        #expect(found == ChangePoints.find(in: values, seed: 1))
        #expect(found.map(\.index) == ChangePoints.find(in: values, seed: 9).map(\.index))
        #expect(found.map(\.probability) == [1 / Double(ChangePoints.permutations + 1)])
    }

    @Test("A small change is found in a long series")
    func many() {
        let found = Self.find(Self.series([(40, 120), (41, 80)], seed: 4))
        #expect(found.contains { abs($0 - 120) <= 10 }, "\(found)")
    }
}

@Suite("A segment's divergence")
struct DivergenceSegmentTests {
    /// The definition, pair by pair.
    private static func divergence(_ left: ArraySlice<Double>, _ right: ArraySlice<Double>) -> Double {
        func mean(_ one: ArraySlice<Double>, _ other: ArraySlice<Double>, pairs: Int) -> Double {
            one.reduce(0) { sum, value in other.reduce(sum) { $0 + abs(value - $1) } } / Double(pairs)
        }
        let (before, after) = (left.count, right.count)
        let distance =
            2 * mean(left, right, pairs: before * after) - mean(left, left, pairs: before * (before - 1))
            - mean(right, right, pairs: after * (after - 1))
        return Double(before * after) / Double(before + after) * distance
    }

    @Test("is that of the definition, at its largest", arguments: 1...20 as ClosedRange<UInt64>)
    func definition(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        // Few different values, so that some are equal.
        let values = (0..<17).map { _ in Double(Int.random(in: -9...9, using: &random)) / 4 }
        let least = ChangePoints.leastSegment
        var best = 0.0
        for end in (2 * least)...values.count {
            for before in least...(end - least) {
                best = max(best, Self.divergence(values[..<before], values[before..<end]))
            }
        }
        let segment = DivergenceSegment(values, in: values.indices)
        #expect(abs(try #require(segment.bestSplit).divergence - best) < 1e-9)
        #expect(segment.split(from: best * 0.999) != nil && segment.split(from: best * 1.001) == nil)
    }

    @Test("is that of its own part of a series, and none of a part that is too short or the same throughout")
    func parts() {
        let values: [Double] = [7, 7, 7, 1, 1, 1, 1, 5, 5, 5]
        #expect(DivergenceSegment(values, in: 3..<10).bestSplit?.count == 4)
        #expect(DivergenceSegment(values, in: 3..<8).bestSplit == nil)
        #expect(DivergenceSegment(Array(repeating: 2, count: 9), in: 0..<9).bestSplit == nil)
    }
}

@Suite("Limits of outliers")
struct OutlierLimitTests {
    @Test("leave steps as they are, and bring an outlier down to what noise reaches")
    func limits() {
        let steps: [Double] = [1, 1, 1, 1, 9, 9, 9, 9]
        #expect(OutlierLimit.applied(to: steps) == steps)
        var values = (0..<20).map { 10 + Double($0 % 3) / 10 }
        values[7] = 1000
        values[19] = -1000
        let limited = OutlierLimit.applied(to: values)
        #expect(limited.allSatisfy { (9...11).contains($0) }, "\(limited)")
        #expect(limited[..<7] == values[..<7])
    }
}
