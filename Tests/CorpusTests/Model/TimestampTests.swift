import Corpus
import Foundation
import TestSupport
import Testing

@Suite("A timestamp")
struct TimestampTests {
    @Test(
        "is read as RFC 3339 and ISO 8601 write it",
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("2026-03-09T12:00:00.25Z", 1_773_057_600_250_000_000),
            ("2026-03-09 12:00:00.250+00:00", 1_773_057_600_250_000_000),
            ("2026-03-09T13:30:00.25+01:30", 1_773_057_600_250_000_000),
            ("2026-03-09T05:00:00,25-0700", 1_773_057_600_250_000_000),
            ("2026-03-09T14:00:00.250000000999+02", 1_773_057_600_250_000_000),
            ("1969-12-31T23:59:59.999999999Z", -1), ("2024-02-29T00:00Z", 1_709_164_800_000_000_000),
            ("2016-12-31T23:59:60Z", 1_483_228_800_000_000_000),
        ]
    )
    func reading(_ text: String, _ nanoseconds: Int64) {
        #expect(Timestamp(iso8601: text)?.nanoseconds == nanoseconds)
    }

    @Test(
        "is none where the text is no instant",
        arguments: [
            "", "now", "2026-03-09", "2026-03-09T12:00:00", "2026-13-01T00:00:00Z", "2026-02-30T00:00:00Z",
            "2025-02-29T00:00:00Z", "2026-00-01T00:00:00Z", "2026-03-09T24:00:00Z", "2026-03-09T12:60:00Z",
            "2026-03-09T12:00:61Z", "2026-03-09T12:00:00.Z", "2026-03-09T12:00:00Zx", "2026-03-09T12:00:00+1:00",
            "2026-03-09T12:00:00+01:", "9999-01-01T00:00:00Z", "1500-01-01T00:00:00Z", "+026-03-09T12:00:00Z",
        ]
    )
    func notReading(_ text: String) {
        #expect(Timestamp(iso8601: text) == nil)
    }

    @Test("comes back from what it is written as")
    func roundTrip() {
        var random = SeededGenerator(seed: 6)
        for _ in 0..<2000 {
            let stamp = Timestamp(nanoseconds: .random(in: .min ... .max, using: &random))
            #expect(Timestamp(iso8601: stamp.description) == stamp)
        }
        for nanoseconds in [Int64.min, -1, 0, 1, .max] {
            #expect(Timestamp(iso8601: Timestamp(nanoseconds: nanoseconds).description)?.nanoseconds == nanoseconds)
        }
    }

    @Test("is written as Foundation writes it")
    func peers() {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<500 {
            let seconds = Int64.random(in: -8_000_000_000..<9_000_000_000, using: &random)
            let date = Date(timeIntervalSince1970: Double(seconds))
            #expect(Timestamp(nanoseconds: seconds * 1_000_000_000).description == date.ISO8601Format())
        }
    }

    @Test("counts from an earlier one, and stays within what there is")
    func arithmetic() {
        let first = Timestamp(nanoseconds: .min)
        let last = Timestamp(nanoseconds: .max)
        #expect(last.nanoseconds(since: first) == .max)
        #expect(first.nanoseconds(since: last) == 0)
        #expect(Timestamp(nanoseconds: 7).nanoseconds(since: Timestamp(nanoseconds: 2)) == 5)
        #expect(last.advanced(by: 1) == last)
        #expect(Timestamp(nanoseconds: 5).advanced(by: .max) == last)
        #expect(Timestamp(nanoseconds: 5).advanced(by: 6) == Timestamp(nanoseconds: 11))
    }
}
