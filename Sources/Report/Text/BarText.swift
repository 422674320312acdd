/// A bar of a line of text, of block characters: an eighth of a column is its smallest step.
package enum BarText {
    private static let eighths = [
        "", "\u{258F}", "\u{258E}", "\u{258D}", "\u{258C}", "\u{258B}", "\u{258A}", "\u{2589}",
    ]
    private static let full = "\u{2588}"
    private static let shade = "\u{2591}"

    /// A bar as long as a share of some columns; what is not nothing shows, however small.
    ///
    /// - Parameters:
    ///   - share: from 0 to 1; less is 0, more is 1, and what is no number is 0.
    ///   - columns: how long the whole is.
    package static func bar(_ share: Double, columns: Int) -> String {
        let share = share.isFinite ? min(1, max(0, share)) : 0
        let steps = share > 0 ? max(1, Int((share * Double(max(0, columns) * 8)).rounded())) : 0
        return bar(eighths: steps)
    }

    /// So many columns, of which a share is filled and the rest is shaded; all are filled only where the share is the whole.
    ///
    /// - Parameters:
    ///   - share: as of ``bar(_:columns:)``.
    ///   - columns: how long the whole is.
    package static func gauge(_ share: Double, columns: Int) -> String {
        let share = share.isFinite ? min(1, max(0, share)) : 0
        let columns = max(0, columns)
        let filled = bar(eighths: Int((share * Double(columns * 8)).rounded(.down)))
        return filled + String(repeating: shade, count: columns - filled.count)
    }

    private static func bar(eighths steps: Int) -> String {
        String(repeating: full, count: steps / 8) + eighths[steps % 8]
    }
}
