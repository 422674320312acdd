/// A table in Markdown.
struct MarkdownTable {
    /// A column: its title, and whether it holds numbers.
    struct Column {
        var title: String
        var isNumbers: Bool

        static func words(_ title: String) -> Column { Column(title: title, isNumbers: false) }
        static func numbers(_ title: String) -> Column { Column(title: title, isNumbers: true) }
    }

    private let columns: [Column]
    private var rows: [[String]] = []

    init(_ columns: [Column]) {
        self.columns = columns
    }

    var isEmpty: Bool { rows.isEmpty }

    /// Adds a row of Markdown.
    mutating func add(_ cells: [String]) {
        rows.append(cells)
    }

    /// The table's lines.
    var lines: [String] {
        [Self.line(columns.map(\.title)), Self.line(columns.map { $0.isNumbers ? "---:" : "---" })]
            + rows.map(Self.line)
    }

    private static func line(_ cells: [String]) -> String {
        "| " + cells.joined(separator: " | ") + " |"
    }
}
