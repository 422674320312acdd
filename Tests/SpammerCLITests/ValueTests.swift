import ArgumentParser
import Corpus
import Testing

@testable import SpammerCLI
@testable import SpammerKit

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

    @Test("ramps and steps")
    func profiles() throws {
        let ramp = try #require(RateValue(argument: "100..2k/5m"))
        #expect(ramp.perSecond == nil)
        #expect(ramp.profile.summary == "100 to 2000 a second over 300 s, then 2000")
        #expect(RateValue(argument: "0..50/10s") != nil)
        for text in ["100..", "..5/1s", "100..200", "100..200/0s", "0..0/1s", "1..2..3/1s", "1..nan/1s"] {
            #expect(RateValue(argument: text) == nil)
        }
        let steps = try #require(RateStepsValue(argument: "100:1m,3000/1m:30s,500"))
        #expect(steps.profile.summary == "100 a second for 60 s, then 50 a second for 30 s, then 500")
        for text in ["", "100,200:1m", "100:", "100:0s", "x:1m", "100:1m,"] {
            #expect(RateStepsValue(argument: text) == nil)
        }
    }

    @Test("shares, places and connections")
    func others() throws {
        #expect(ShareValue(argument: "10%")?.share == 0.1)
        #expect(ShareValue(argument: "1")?.share == 1)
        for text in ["0", "101%", "-1%", "x", "", "2"] { #expect(ShareValue(argument: text) == nil) }
        #expect(PlaceValue(argument: "90s")?.place == .offset(90_000_000_000))
        #expect(PlaceValue(argument: "1970-01-01T00:00:01Z")?.place == .instant(Timestamp(nanoseconds: 1_000_000_000)))
        #expect(PlaceValue(argument: "noon") == nil)
        #expect(ConnectionsValue(argument: "recorded")?.count == nil)
        #expect(ConnectionsValue(argument: "recorded") != nil)
        #expect(ConnectionsValue(argument: "7")?.count == 7)
        for text in ["0", "-3", "all"] { #expect(ConnectionsValue(argument: text) == nil) }
    }

    @Test("too few descriptors are said before the run, with what to do")
    func descriptors() {
        #expect(DescriptorLimit.warning(connections: 300, limit: 1024) == nil)
        let warning = DescriptorLimit.warning(connections: 50_000, limit: 1024) ?? ""
        #expect(warning.contains("50000 connections") && warning.contains("ulimit -n 50064"))
        #expect(DescriptorLimit.warning(connections: 50_000, limit: .max) == nil)
        #expect(DescriptorLimit.raise() >= 256)
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
