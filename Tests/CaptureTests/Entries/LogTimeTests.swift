import Corpus
import Testing

@testable import Capture

@Suite("A log's time")
struct LogTimeTests {
    @Test(
        "is told by its looks",
        arguments: [
            ("2000-10-10T20:55:36Z", "2000-10-10T20:55:36Z", true),
            ("2000-10-10T13:55:36.123456789-07:00", "2000-10-10T20:55:36.123456789Z", true),
            ("2000-10-10 13:55:36,5 -0700", "2000-10-10T20:55:36.5Z", true),
            ("2000-10-10T13:55:36.5 -0700", "2000-10-10T20:55:36.5Z", true),
            ("2000-10-10 20:55:36", "2000-10-10T20:55:36Z", false),
            ("10/Oct/2000:13:55:36 -0700", "2000-10-10T20:55:36Z", true),
            ("[10/Oct/2000:13:55:36 -0700]", "2000-10-10T20:55:36Z", true),
            ("10/Oct/2000:13:55:36.123 +0530", "2000-10-10T08:25:36.123Z", true),
            ("10/Oct/2000:20:55:36.123", "2000-10-10T20:55:36.123Z", false),
            ("29/Feb/2024:00:00:00 +0000", "2024-02-29T00:00:00Z", true),
            ("971211336", "2000-10-10T20:55:36Z", true),
            ("971211336.000001", "2000-10-10T20:55:36.000001Z", true),
            ("971211336123", "2000-10-10T20:55:36.123Z", true),
            ("971211336123.5", "2000-10-10T20:55:36.1235Z", true),
            ("971211336123456", "2000-10-10T20:55:36.123456Z", true),
            ("971211336123456789", "2000-10-10T20:55:36.123456789Z", true),
        ]
    )
    func looks(_ text: String, _ instant: String, _ hasOffset: Bool) throws {
        let time = try #require(LogTime(.text(text)))
        #expect(time.timestamp.description == instant)
        #expect(time.hasOffset == hasOffset)
    }

    @Test("that is a number in JSON keeps its nanoseconds")
    func numbers() throws {
        let recording = try Recording(
            lines: ["1773057601.128", "1773057601128", "1773057601128000", "1773057601128000001"].map {
                #"{"t":\#($0),"m":"GET","p":"/"}"#
            },
            map: "time: t\nmethod: m\npath: p"
        )
        #expect(
            recording.exchanges.map(\.start.nanoseconds) == [
                1_773_057_601_128_000_000, 1_773_057_601_128_000_000, 1_773_057_601_128_000_000,
                1_773_057_601_128_000_001,
            ]
        )
    }

    @Test("is what its style says, where somebody said it")
    func styles() {
        #expect(LogTime(.text("1000"), style: .milliseconds)?.timestamp.nanoseconds == 1_000_000_000)
        #expect(LogTime(.text("1000"), style: .nanoseconds)?.timestamp.nanoseconds == 1000)
        #expect(LogTime(.number(1.5), style: .seconds)?.timestamp.nanoseconds == 1_500_000_000)
        #expect(LogTime(.text("1000"), style: .iso8601) == nil)
        #expect(LogTime(.text("2000-10-10T20:55:36Z"), style: .clf) == nil)
        #expect(LogTime(.text("10/Oct/2000:13:55:36 -0700"), style: .clf) != nil)
        #expect(LogTime(.text("10/Oct/2000:13:55:36 -0700"), style: .microseconds) == nil)
    }

    @Test(
        "that is none is none",
        arguments: [
            "", "-", "soon", "10/Oct/2000", "10/Foo/2000:13:55:36 -0700", "31/Feb/2000:13:55:36 +0000", "[", "]", "/:",
            "//:",
            "nan", "inf", "-1", "0x10", "1e300", "99999999999999999999999", "9223372036854775808",
            "2000-13-01T00:00:00Z",
            "10/Oct/2000:13:55:36 -0700" + String(repeating: " ", count: 100),
        ]
    )
    func none(_ text: String) {
        #expect(LogTime(.text(text)) == nil)
    }
}
