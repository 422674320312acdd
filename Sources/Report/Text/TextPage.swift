/// Lines of text, put together from titles, tables and paragraphs; a blank line stands between sections and nowhere else.
package struct TextPage: Sendable {
    /// The lines so far.
    package private(set) var lines: [String] = []

    /// How its text is coloured, and how wide it may be.
    package let style: TextStyle

    /// A page without lines.
    package init(_ style: TextStyle) {
        self.style = style
    }

    /// The whole text, with a line break at its end.
    package var text: String { lines.map { $0 + "\n" }.joined() }

    /// Begins a section, under a title.
    package mutating func section(_ title: String, _ emphasis: TextStyle.Emphasis = .strong) {
        skip()
        lines += DisplayText.wrapped(DisplayText.clean(title), to: style.columns).map {
            style.paint($0, emphasis)
        }
    }

    /// Leaves a blank line, unless there is one.
    package mutating func skip() {
        if let last = lines.last, !last.isEmpty { lines.append("") }
    }

    /// Adds a table.
    package mutating func add(_ table: TextTable) {
        lines += table.lines(style)
    }

    /// Adds a paragraph, broken to fit the page.
    package mutating func paragraph(_ text: String, indent: Int = 2, _ emphasis: TextStyle.Emphasis? = nil) {
        let blanks = String(repeating: " ", count: indent)
        lines += DisplayText.wrapped(DisplayText.clean(text), to: style.columns - indent)
            .map { blanks + style.paint($0, emphasis) }
    }

    /// Adds a line that is already laid out.
    package mutating func line(_ text: String) {
        lines.append(text)
    }
}
