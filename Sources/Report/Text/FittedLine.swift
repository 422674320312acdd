/// A line of pieces, the first of which matter most: those at its end go where there is no room for them.
package struct FittedLine: Sendable {
    private var pieces: [(text: String, emphasis: TextStyle.Emphasis?)] = []

    /// Between two pieces.
    private static let gap = "  "

    /// A line that begins with a piece.
    package init(_ text: String, _ emphasis: TextStyle.Emphasis? = nil) {
        pieces = [(text, emphasis)]
    }

    /// Adds a piece at the end; an empty one is none.
    package mutating func add(_ text: String, _ emphasis: TextStyle.Emphasis? = nil) {
        if !text.isEmpty { pieces.append((text, emphasis)) }
    }

    /// The columns that all pieces need.
    package var width: Int {
        pieces.reduce(-Self.gap.count) { $0 + Self.gap.count + DisplayText.width(of: $1.text) }
    }

    /// The text, in no more than so many columns, without a line break.
    ///
    /// - Parameters:
    ///   - columns: the room there is; the first piece is cut where it needs more.
    ///   - style: whether it is coloured.
    ///   - padded: whether blanks fill the room that is left.
    package func text(columns: Int, _ style: TextStyle = .plain, padded: Bool = false) -> String {
        var text = ""
        var used = 0
        for (index, piece) in pieces.enumerated() {
            let shown = index == 0 ? DisplayText.shortened(piece.text, to: columns) : piece.text
            let gap = index == 0 ? "" : Self.gap
            let needed = gap.count + DisplayText.width(of: shown)
            guard used + needed <= columns else { break }
            text += gap + style.paint(shown, piece.emphasis)
            used += needed
        }
        return padded ? text + String(repeating: " ", count: max(0, columns - used)) : text
    }
}
