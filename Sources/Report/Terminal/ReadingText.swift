/// The line that says how far the reading of corpora is.
package struct ReadingText: Sendable {
    /// Bytes that were read.
    package var bytes: UInt64
    /// Bytes in all.
    package var total: UInt64
    /// Seconds since it began.
    package var elapsed: Double

    private static let width = 30

    /// The line after some seconds.
    package init(bytes: UInt64, total: UInt64, elapsed: Double) {
        self.bytes = min(bytes, total)
        self.total = total
        self.elapsed = elapsed
    }

    /// The line, without a line break: how much, how fast, and how long it will take yet.
    package var line: String {
        let share = total > 0 ? Double(bytes) / Double(total) : 0
        let bar = BarText.gauge(share, columns: Self.width)
        let perSecond = elapsed > 0 ? Double(bytes) / elapsed : 0
        var parts = ["\(bar) \(Int(share * 100))%", "\(NumberText.bytes(bytes)) of \(NumberText.bytes(total))"]
        if perSecond >= 1 {
            parts.append("\(NumberText.bytes(UInt64(min(perSecond, 1e18))))/s")
            let left = Double(total - bytes) / perSecond
            if left.isFinite { parts.append("\(NumberText.clock(seconds: left.rounded(.up))) left") }
        }
        return parts.joined(separator: "  ")
    }
}
