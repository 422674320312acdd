/// Lines at the bottom of a terminal that are drawn again and again in their place: says what to write, and writes nothing.
///
/// The cursor rests on the line below the block. Nothing is hidden or switched, so a process that is killed leaves a
/// terminal as good as it was.
package struct RedrawnBlock: Sendable {
    /// The lines as they stand on the terminal.
    private var lines: [String] = []

    /// No lines.
    package init() {}

    /// What draws these lines in the place of those before.
    ///
    /// - Parameters:
    ///   - new: the lines, none of them wider than the terminal.
    ///   - columns: the terminal's width now.
    ///   - rows: the terminal's height now; what does not fit is left out.
    package mutating func draw(_ new: [String], columns: Int, rows: Int) -> String {
        let back = back(columns: columns)
        lines = Array(new.prefix(max(1, rows - 1)))
        return Self.atOnce(back + lines.map { "\u{1B}[2K\($0)\n" }.joined() + Self.eraseBelow)
    }

    /// What writes whole lines of text above the block.
    package func above(_ text: String, columns: Int) -> String {
        let text = text.hasSuffix("\n") ? text : text + "\n"
        guard !lines.isEmpty else { return text }
        return Self.atOnce(
            back(columns: columns) + Self.eraseBelow + text + lines.map { "\($0)\n" }.joined()
        )
    }

    /// What takes the block away.
    package mutating func clear(columns: Int) -> String {
        guard !lines.isEmpty else { return "" }
        defer { lines = [] }
        return back(columns: columns) + Self.eraseBelow
    }

    private static let eraseBelow = "\u{1B}[J"

    /// Shown as one change by terminals that know the mode 2026; others ignore it.
    private static func atOnce(_ text: String) -> String {
        "\u{1B}[?2026h\(text)\u{1B}[?2026l"
    }

    /// To the block's first column and line; a terminal that became narrower has broken the lines that were wider.
    private func back(columns: Int) -> String {
        let rows = lines.reduce(0) { $0 + max(1, (Self.width(of: $1) + max(1, columns) - 1) / max(1, columns)) }
        return rows > 0 ? "\r\u{1B}[\(rows)A" : "\r"
    }

    /// The columns of a line that may have colours in it.
    private static func width(of line: String) -> Int {
        var text = ""
        var isSequence = false
        for character in line {
            if character == "\u{1B}" {
                isSequence = true
            } else if isSequence {
                isSequence = character != "m"
            } else {
                text.append(character)
            }
        }
        return DisplayText.width(of: text)
    }
}
