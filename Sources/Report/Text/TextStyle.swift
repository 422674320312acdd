/// How text is shown: whether it is coloured, and how wide it may be.
package struct TextStyle: Sendable, Hashable {
    /// What a piece of text means to the reader; each one shows without colour too, by its words.
    package enum Emphasis: Sendable, Hashable {
        /// A title.
        case strong
        /// Secondary text.
        case faint
        /// All is well.
        case good
        /// Look here.
        case warning
        /// Something is wrong.
        case bad

        fileprivate var code: String {
            switch self {
            case .strong: "1"
            case .faint: "2"
            case .good: "32"
            case .warning: "33"
            case .bad: "1;31"
            }
        }
    }

    /// Whether escape sequences are written.
    package var isColored: Bool

    /// The columns that lines may have; those of a bare file are ``TextTable/pageWidth``.
    package var columns: Int

    /// Text without any escape sequence, as wide as a page.
    package static let plain = TextStyle(isColored: false)

    /// The least width that text is laid out for; on a narrower terminal, lines are broken by the terminal.
    private static let leastColumns = 40

    /// A style that is coloured or not, for a page of so many columns.
    package init(isColored: Bool, columns: Int = TextTable.pageWidth) {
        self.isColored = isColored
        self.columns = columns
    }

    /// The style that suits where the text goes.
    ///
    /// - Parameters:
    ///   - isTerminal: whether it goes to a terminal.
    ///   - environment: the process's environment. `NO_COLOR`, with any value but an empty one, and `TERM=dumb` mean plain
    ///     text.
    ///   - columns: the terminal's width; nil where it is not known. A wide terminal gets a page's width all the same.
    package init(isTerminal: Bool, environment: [String: String], columns: Int? = nil) {
        let isRefused = !(environment["NO_COLOR"] ?? "").isEmpty || environment["TERM"] == "dumb"
        isColored = isTerminal && !isRefused
        self.columns = columns.map { min(TextTable.pageWidth, max(Self.leastColumns, $0)) } ?? TextTable.pageWidth
    }

    /// The text in its colour.
    package func paint(_ text: String, _ emphasis: Emphasis?) -> String {
        guard isColored, let emphasis, !text.isEmpty else { return text }
        return "\u{1B}[\(emphasis.code)m\(text)\u{1B}[0m"
    }
}
