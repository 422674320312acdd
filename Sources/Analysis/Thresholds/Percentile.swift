/// A percentile, to the thousandth of a percent: `p50`, `p99`, `p99.9`.
package struct Percentile: Sendable, Hashable {
    /// The share of times that are at most the percentile, in hundred-thousandths: 99,900 for p99.9.
    package let hundredThousandths: UInt64

    private static let whole: UInt64 = 100_000

    /// The share of times that are at most the percentile, between 0 and 1.
    package var fraction: Double { Double(hundredThousandths) / Double(Self.whole) }

    /// So many hundred-thousandths, of which there are more than none and fewer than all.
    init(hundredThousandths: UInt64) {
        self.hundredThousandths = min(max(1, hundredThousandths), Self.whole - 1)
    }

    /// Reads `p99.9`; nil for what is none, or lies not between 0 and 100, or has more than three decimals.
    package init?(_ text: some StringProtocol) {
        guard text.first == "p" else { return nil }
        let parts = text.dropFirst().split(separator: ".", omittingEmptySubsequences: false)
        guard let first = parts.first, (1...2).contains(first.count), parts.count <= 2 else { return nil }
        let decimals = parts.count == 2 ? String(parts[1]) : "0"
        guard (1...3).contains(decimals.count), (first + decimals).allSatisfy({ $0.isASCII && $0.isNumber }) else {
            return nil
        }
        let padded = decimals + String(repeating: "0", count: 3 - decimals.count)
        guard let number = UInt64(first + padded), number > 0 else { return nil }
        hundredThousandths = number
    }

    /// How it is written.
    package var text: String {
        let (percent, rest) = hundredThousandths.quotientAndRemainder(dividingBy: 1000)
        guard rest > 0 else { return "p\(percent)" }
        var decimals = String(1000 + rest).dropFirst()
        while decimals.last == "0" { decimals.removeLast() }
        return "p\(percent).\(decimals)"
    }

    /// Whether so many times are enough to judge it: ``Quantile/samplesBeyond`` lie beyond.
    package func isJudged(count: UInt64) -> Bool {
        let (beyond, overflow) = count.multipliedReportingOverflow(by: Self.whole - hundredThousandths)
        return overflow || beyond >= Quantile.samplesBeyond * Self.whole
    }
}
