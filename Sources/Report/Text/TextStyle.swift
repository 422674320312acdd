/// Whether text is coloured, and with what.
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

    /// Text without any escape sequence.
    package static let plain = TextStyle(isColored: false)

    /// A style that is coloured or not.
    package init(isColored: Bool) {
        self.isColored = isColored
    }

    /// The style that suits where the text goes.
    ///
    /// - Parameters:
    ///   - isTerminal: whether it goes to a terminal.
    ///   - environment: the process's environment. `NO_COLOR`, with any value but an empty one, and `TERM=dumb` mean plain
    ///     text.
    package init(isTerminal: Bool, environment: [String: String]) {
        let isRefused = !(environment["NO_COLOR"] ?? "").isEmpty || environment["TERM"] == "dumb"
        isColored = isTerminal && !isRefused
    }

    /// The text in its colour.
    package func paint(_ text: String, _ emphasis: Emphasis?) -> String {
        guard isColored, let emphasis, !text.isEmpty else { return text }
        return "\u{1B}[\(emphasis.code)m\(text)\u{1B}[0m"
    }
}
