import Foundation
import NIOEmbedded
import TestSupport
import Testing

@testable import SpammerKit

@Suite("Rates that change")
struct RateProfileTests {
    private func offsets(_ pacing: RatePacing, _ count: Int) -> [UInt64] {
        var times = ArrivalTimes(pacing)
        return (0..<count).compactMap { _ in times.next() }
    }

    @Test("A ramp has the arrivals that lie under it, and stays at its end")
    func ramp() throws {
        let profile = try #require(RateProfile(from: 100, to: 300, seconds: 10))
        #expect(profile.arrivals(in: 10) == 2000)
        #expect(profile.arrivals(in: 5) == 750)
        #expect(profile.arrivals(in: 11) == 2300)
        #expect(profile.seconds(until: 0) == 0)
        #expect(try #require(profile.seconds(until: 750)) == 5)
        #expect(try #require(profile.seconds(until: 2300)) == 11)
        #expect(profile.summary == "100 to 300 a second over 10 s, then 300")
        #expect(profile.mean == 300)
    }

    @Test("A ramp down to nothing, and up from nothing, loses no arrival")
    func nothing() throws {
        for (from, to) in [(0.0, 50.0), (50.0, 0.0)] {
            let profile = try #require(RateProfile([.init(from: from, to: to, seconds: 4)]))
            let offsets = offsets(RatePacing(profile), 1000)
            #expect(offsets.count == 100)
            #expect(offsets == offsets.sorted())
            #expect(try #require(offsets.last) <= 4_000_000_000)
        }
    }

    @Test("Steps follow one another, and the last one ends")
    func steps() throws {
        let profile = try #require(
            RateProfile([.init(from: 10, to: 10, seconds: 2), .init(from: 100, to: 100, seconds: 1)])
        )
        let offsets = offsets(RatePacing(profile), 1000)
        #expect(offsets.count == 120)
        #expect(offsets.count { $0 < 2_000_000_000 } == 20)
        #expect(offsets[21] - offsets[20] == 10_000_000)
        #expect(profile.seconds == 3)
        #expect(profile.mean == 40)
    }

    @Test("When arrival x comes and how many come until then agree, for any profile", arguments: 0..<50)
    func inverse(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let pieces = (0..<Int.random(in: 1...5, using: &random)).map { _ in
            RateProfile.Piece(
                from: .random(in: 0...1000, using: &random),
                to: .random(in: 0.1...1000, using: &random),
                seconds: .random(in: 0.01...100, using: &random)
            )
        }
        let profile = try #require(RateProfile(pieces))
        let all = profile.arrivals(in: try #require(profile.seconds))
        var last = 0.0
        for step in 0..<200 {
            let arrivals = all * Double(step) / 200
            let seconds = try #require(profile.seconds(until: arrivals))
            #expect(abs(profile.arrivals(in: seconds) - arrivals) <= 1e-6 * max(1, all))
            #expect(seconds >= last)
            last = seconds
        }
        #expect(profile.seconds(until: all * 1.001 + 1) == nil)
    }

    @Test("What is no profile is none")
    func refused() {
        for piece in [
            RateProfile.Piece(from: 0, to: 0, seconds: 1), .init(from: -1, to: 2, seconds: 1),
            .init(from: 1, to: .nan, seconds: 1), .init(from: 1, to: 1, seconds: 0),
            .init(from: 1, to: 2, seconds: .infinity), .init(from: .infinity, to: 2, seconds: 1),
        ] {
            #expect(RateProfile([piece]) == nil)
        }
        #expect(RateProfile([]) == nil)
    }

    @Test("Random arrivals are those of a Poisson process: gaps exponential, counts as even as chance has them")
    func poisson() throws {
        let profile = try #require(RateProfile(perSecond: 1000))
        let offsets = offsets(RatePacing(profile, .poisson(seed: 1)), 100_000)
        #expect(offsets == offsets.sorted())
        let gaps = zip(offsets, offsets.dropFirst()).map { Double($1 - $0) / 1e6 }
        // Of an exponential distribution with the mean 1: the mean and the deviation are 1, and 1 in e gaps is longer.
        let mean = gaps.reduce(0, +) / Double(gaps.count)
        let variance = gaps.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(gaps.count)
        #expect(abs(mean - 1) < 0.02)
        #expect(abs(variance - 1) < 0.05)
        #expect(abs(Double(gaps.count { $0 > 1 }) / Double(gaps.count) - exp(-1)) < 0.01)
        // Counts by second vary as much as they are large.
        let counts = Dictionary(grouping: offsets, by: { $0 / 1_000_000_000 }).mapValues { Double($0.count) }
        let seconds = counts.sorted { $0.key < $1.key }.map(\.value).dropLast()
        let center = seconds.reduce(0, +) / Double(seconds.count)
        let spread = seconds.reduce(0) { $0 + ($1 - center) * ($1 - center) } / Double(seconds.count)
        #expect((0.5...1.6).contains(spread / center))
        #expect(self.offsets(RatePacing(profile, .poisson(seed: 1)), 10) == Array(offsets.prefix(10)))
        #expect(self.offsets(RatePacing(profile, .poisson(seed: 2)), 10) != Array(offsets.prefix(10)))
    }

    @Test("A profile of more centuries than the clock has goes on to the clock's end")
    func centuries() throws {
        // Each piece is as long as a length of time may be.
        let piece = RateProfile.Piece(from: 1, to: 1, seconds: 8.9e9)
        let profile = try #require(RateProfile([piece, piece, piece]))
        #expect(ProfiledRate(RatePacing(profile, .even), seconds: nil).length == .max)
        #expect(ProfiledRate(RatePacing(profile, .even), seconds: 5).length == 5_000_000_000)
    }

    @Test("Loops share all arrivals out, whatever the process", arguments: [1, 2, 3])
    func shares(loops: Int) throws {
        let profile = try #require(RateProfile(from: 100, to: 500, seconds: 1))
        for process in [RatePacing.Process.even, .poisson(seed: 3)] {
            let pacing = RatePacing(profile, process)
            let schedule = ProfiledRate(pacing, seconds: 2)
            var all: [Arrival] = []
            for index in 0..<loops {
                let source = schedule.source(loop: index, of: loops, on: EmbeddedEventLoop())
                while case .arrival(let offset) = source.peek(), let arrival = source.take() {
                    #expect(arrival.offset == offset)
                    all.append(arrival)
                }
            }
            all.sort { $0.ordinal < $1.ordinal }
            #expect(all.map(\.ordinal) == Array(0..<UInt64(all.count)))
            #expect(all.map(\.offset) == offsets(pacing, all.count))
            #expect(all.allSatisfy { $0.offset < 2_000_000_000 })
            if process == .even { #expect(all.count == 800) }
        }
    }
}
