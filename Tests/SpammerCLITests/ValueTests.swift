import ArgumentParser
import Testing

@testable import SpammerCLI

@Suite("Values on the command line")
struct ValueTests {
    @Test(
        "durations",
        arguments: [
            ("30s", 30e9), ("5m", 300e9), ("1h", 3600e9), ("500ms", 5e8), ("1m30s", 90e9), ("2", 2e9), ("0.5s", 5e8),
            ("250us", 250e3), ("1d", 86_400e9), ("0s", 0),
        ] as [(String, Double)]
    )
    func durations(text: String, nanoseconds: Double) {
        #expect(DurationValue(argument: text)?.nanoseconds == UInt64(nanoseconds))
    }

    @Test("what is no duration", arguments: ["", "s", "-5s", "5x", "5m30", "1e9999s", "nan", "5 s", "99999999999h"])
    func noDurations(text: String) {
        #expect(DurationValue(argument: text) == nil)
    }

    @Test(
        "rates",
        arguments: [
            ("500", 500), ("10k", 10_000), ("50/1s", 50), ("3000/1m", 50), ("1/2s", 0.5), ("50/s", 50), ("1.5k", 1500),
        ]
            as [(String, Double)]
    )
    func rates(text: String, perSecond: Double) {
        #expect(RateValue(argument: text)?.perSecond == perSecond)
    }

    @Test("what is no rate", arguments: ["", "0", "-1", "k", "5/", "5/0s", "nan", "inf", "5/1s/2s"])
    func noRates(text: String) {
        #expect(RateValue(argument: text) == nil)
    }

    @Test("speeds", arguments: [("2x", 2), ("0.5x", 0.5), ("200%", 2), ("3", 3), ("1X", 1)] as [(String, Double)])
    func speeds(text: String, factor: Double) {
        #expect(SpeedValue(argument: text)?.factor == factor)
    }

    @Test("what is no speed", arguments: ["", "0", "0x", "-2x", "x", "%", "nanx", "infx"])
    func noSpeeds(text: String) {
        #expect(SpeedValue(argument: text) == nil)
    }
}
