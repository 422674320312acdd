import Testing

@testable import Report

@Suite("A number")
struct NumberTextTests {
    @Test(
        "of things has its digits in groups",
        arguments: [
            (0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567"), (.max, "18,446,744,073,709,551,615"),
        ]
            as [(UInt64, String)]
    )
    func counts(_ value: UInt64, _ text: String) {
        #expect(NumberText.count(value) == text)
    }

    @Test("agrees with its noun")
    func nouns() {
        #expect(NumberText.count(1, "byte") == "1 byte")
        #expect(NumberText.count(0, "byte") == "0 bytes")
        #expect(NumberText.count(2, "query", plural: "queries") == "2 queries")
    }

    @Test(
        "of milliseconds has three digits that count, in the unit that suits it",
        arguments: [
            (0, "0.000 ms"), (0.0004, "0.000 ms"), (0.0126, "0.013 ms"), (0.9994, "0.999 ms"), (0.9996, "1.00 ms"),
            (1.234, "1.23 ms"), (9.996, "10.0 ms"), (99.96, "100 ms"), (999.4, "999 ms"), (999.6, "1.00 s"),
            (12_345, "12.3 s"), (125_000, "125 s"), (86_400_000, "86,400 s"), (-3.21, "-3.21 ms"), (.infinity, "-"),
            (.nan, "-"),
        ] as [(Double, String)]
    )
    func times(_ value: Double, _ text: String) {
        #expect(NumberText.time(milliseconds: value) == text)
    }

    @Test("that is not there is a dash")
    func none() {
        #expect(NumberText.time(milliseconds: nil) == "-")
        #expect(NumberText.ratio(nil) == "-")
        #expect(NumberText.rate(.nan) == "-")
        #expect(NumberText.share(1, of: 0) == "-")
    }

    @Test(
        "of seconds becomes minutes and hours",
        arguments: [
            (0, "0.000 s"), (0.25, "0.250 s"), (12.04, "12.0 s"), (99.94, "99.9 s"), (99.96, "1 min 40 s"),
            (185, "3 min 5 s"),
            (7800, "2 h 10 min"), (3_600_000, "1,000 h 0 min"), (1e300, "-"), (-5, "-5.00 s"),
        ] as [(Double, String)]
    )
    func seconds(_ value: Double, _ text: String) {
        #expect(NumberText.seconds(value) == text)
    }

    @Test(
        "of the clock keeps its places",
        arguments: [(0, "00:00"), (12.9, "00:12"), (3723, "1:02:03"), (-1, "00:00"), (.nan, "00:00")]
            as [(Double, String)]
    )
    func clocks(_ value: Double, _ text: String) {
        #expect(NumberText.clock(seconds: value) == text)
    }

    @Test(
        "of a ratio",
        arguments: [(1, "1.00x"), (0.333, "0.33x"), (9.996, "10.0x"), (123.4, "123x")] as [(Double, String)]
    )
    func ratios(_ value: Double, _ text: String) {
        #expect(NumberText.ratio(value) == text)
    }

    @Test(
        "of events a second",
        arguments: [(0, "0.00/s"), (4.256, "4.26/s"), (499.84, "499.8/s"), (12_345.6, "12,346/s")] as [(Double, String)]
    )
    func rates(_ value: Double, _ text: String) {
        #expect(NumberText.rate(value) == text)
    }

    @Test(
        "of bytes",
        arguments: [
            (0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (99_949, "99.9 kB"), (99_960, "100 kB"), (999_600, "1.0 MB"),
            (3_400_000_000, "3.4 GB"), (.max, "18.4 EB"),
        ] as [(UInt64, String)]
    )
    func bytes(_ value: UInt64, _ text: String) {
        #expect(NumberText.bytes(value) == text)
    }

    @Test(
        "of a part never says all or nothing of what is not",
        arguments: [
            (0, 7, "0.00%"), (7, 7, "100.0%"), (1, 8, "12.5%"), (1, 1000, "0.1%"), (1, 2000, "0.05%"),
            (1, 1_000_000, "<0.01%"),
            (999_999, 1_000_000, ">99.99%"), (9995, 10_000, "99.95%"),
        ] as [(UInt64, UInt64, String)]
    )
    func shares(_ part: UInt64, _ whole: UInt64, _ text: String) {
        #expect(NumberText.share(part, of: whole) == text)
    }

    @Test(
        "with decimals, of any size",
        arguments: [(-0.004, 2, "0.00"), (-1234.5, 1, "-1,234.5"), (1e19, 2, "1e+19"), (2.5, 0, "3")]
            as [(Double, Int, String)]
    )
    func decimals(_ value: Double, _ decimals: Int, _ text: String) {
        #expect(NumberText.fixed(value, decimals: decimals) == text)
    }
}
