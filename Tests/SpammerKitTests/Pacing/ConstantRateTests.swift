import NIOCore
import NIOEmbedded
import Testing

@testable import SpammerKit

@Suite("Constant rate")
struct ConstantRateTests {
    /// Every arrival of a schedule, over so many loops, by ordinal.
    private func arrivals(_ schedule: ConstantRate, loops: Int) -> [Arrival] {
        let loop = EmbeddedEventLoop()
        var all: [Arrival] = []
        for index in 0..<loops {
            let source = schedule.source(loop: index, of: loops, on: loop)
            while case .arrival(let offset) = source.peek(), let arrival = source.take() {
                #expect(arrival.offset == offset)
                all.append(arrival)
            }
        }
        return all.sorted { $0.ordinal < $1.ordinal }
    }

    @Test(
        "Never more than asked, and not one less",
        arguments: [
            (20.0, 10.0, 200), (0.29, 100, 29), (3, 0.1, 0), (10, 0.1, 1), (7, 0.5, 3), (1.1, 10, 11),
            (5000, 60, 300_000),
            (20, 0, 0), (1e12, 1e12, .max),
        ] as [(Double, Double, UInt64)]
    )
    func count(rate: Double, seconds: Double, expected: UInt64) {
        #expect(ConstantRate(perSecond: rate, seconds: seconds).count == expected)
    }

    @Test("Spaces are even: number k is at k ÷ rate, to the nanosecond", arguments: [1, 2, 3])
    func spacing(loops: Int) {
        let all = arrivals(ConstantRate(perSecond: 3, seconds: 10), loops: loops)
        #expect(all.map(\.ordinal) == Array(0..<30))
        for arrival in all {
            let exact = Double(arrival.ordinal) / 3 * 1e9
            #expect(abs(Double(arrival.offset) - exact) <= 0.5)
        }
    }

    @Test("An hour at 5,000 a second does not drift")
    func drift() {
        let schedule = ConstantRate(perSecond: 5000, seconds: 3600)
        #expect(schedule.offset(of: 18_000_000) == 3_600_000_000_000)
        #expect(schedule.offset(of: 17_999_999) == 3_599_999_800_000)
    }

    @Test("Each loop's own arrivals are in order, and together they are all of them")
    func shares() {
        let schedule = ConstantRate(perSecond: 1000, seconds: 0.1)
        let all = arrivals(schedule, loops: 3)
        #expect(Set(all.map(\.ordinal)).count == 100)
        #expect(all.map(\.offset) == all.map(\.offset).sorted())
    }
}
