/// The line that says how far the reading of corpora is.
package struct ReadingText: Sendable {
    /// Bytes that were read.
    package var bytes: UInt64
    /// Bytes in all.
    package var total: UInt64
    /// Seconds since it began.
    package var elapsed: Double

    /// Columns of the bar, on a terminal with room for it and on others.
    private static let barColumns = (wide: 30, narrow: 10)

    /// The line after some seconds.
    package init(bytes: UInt64, total: UInt64, elapsed: Double) {
        self.bytes = min(bytes, total)
        self.total = total
        self.elapsed = elapsed
    }

    /// The line, without a line break: how much, how fast, and how long it will take yet.
    ///
    /// - Parameter columns: the most that it may take; what matters least goes where there is less room.
    package func line(columns: Int) -> String {
        let share = total > 0 ? Double(bytes) / Double(total) : 0
        let bar = BarText.gauge(share, columns: columns >= 80 ? Self.barColumns.wide : Self.barColumns.narrow)
        var line = FittedLine("\(bar) \(Int(share * 100))%")
        line.add("\(NumberText.bytes(bytes)) of \(NumberText.bytes(total))")
        let perSecond = elapsed > 0 ? Double(bytes) / elapsed : 0
        if perSecond >= 1 {
            line.add("\(NumberText.bytes(UInt64(min(perSecond, 1e18))))/s")
            let left = Double(total - bytes) / perSecond
            if left.isFinite { line.add("\(NumberText.clock(seconds: left.rounded(.up))) left") }
        }
        return line.text(columns: columns)
    }
}
