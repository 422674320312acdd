/// A table of a page: words to the left, numbers to the right, and columns that can be sorted by.
package struct PageTable {
    /// A column.
    package struct Column {
        /// Its title.
        package var title: String
        /// Whether it holds numbers, which keep to the right.
        package var isNumber: Bool

        /// A column of words.
        package static func words(_ title: String) -> Column { Column(title: title, isNumber: false) }
        /// A column of numbers.
        package static func numbers(_ title: String) -> Column { Column(title: title, isNumber: true) }
    }

    /// What stands in a row and a column.
    package struct Cell: ExpressibleByStringInterpolation {
        /// What is shown.
        package var content: HTML
        /// What it means to the reader.
        package var tone: Tone?
        /// The number that its row is sorted by; nil where the text is.
        package var number: Double?

        /// A cell of markup.
        package init(_ content: HTML, _ tone: Tone? = nil, sortedBy number: Double? = nil) {
            self.content = content
            self.tone = tone
            self.number = number
        }

        /// A cell of text.
        package init(_ text: String, _ tone: Tone? = nil, sortedBy number: Double? = nil) {
            self.init(HTML(text: text), tone, sortedBy: number)
        }

        /// A cell of text.
        package init(stringLiteral value: String) {
            self.init(value)
        }
    }

    /// What the table shows, for those who do not see it.
    package var caption: String
    /// Whether its rows can be sorted.
    package var isSortable: Bool
    /// What a filter of its rows is called by; nil for none.
    package var identifier: String?
    /// What its style is called: a class.
    package var style: StaticString = ""

    private let columns: [Column]
    private var rows: [(cells: [Cell], style: StaticString)] = []

    /// A table without rows.
    ///
    /// - Parameters:
    ///   - caption: what it shows.
    ///   - columns: the first one names the rows.
    package init(_ caption: String, _ columns: [Column], isSortable: Bool = false, identifier: String? = nil) {
        self.caption = caption
        self.columns = columns
        self.isSortable = isSortable
        self.identifier = identifier
    }

    /// Whether it has no rows.
    package var isEmpty: Bool { rows.isEmpty }

    /// Adds a row.
    package mutating func add(_ cells: [Cell], style: StaticString = "") {
        rows.append((cells, style))
    }

    /// The table, in a frame that scrolls sideways where the page is narrower.
    package var html: HTML {
        let name: HTML = identifier.map { " id=\"\($0)\"" } ?? .none
        let sortable: HTML = isSortable ? " data-sortable" : .none
        let body = rows.map(Self.row(columns))
        return """
            <div class="scroll" role="region" aria-label="\(caption)" tabindex="0">
            <table class="\(HTML(stringLiteral: style))"\(name)\(sortable)><caption class="hidden">\(caption)</caption>
            <thead><tr>\(columns.map(Self.head))</tr></thead>
            <tbody>
            \(body)</tbody></table></div>

            """
    }

    private static func head(_ column: Column) -> HTML {
        let number: HTML = column.isNumber ? " class=\"n\"" : .none
        return "<th scope=\"col\"\(number)>\(column.title)</th>"
    }

    private static func row(_ columns: [Column]) -> ((cells: [Cell], style: StaticString)) -> HTML {
        { row in
            let cells = zip(columns, row.cells).enumerated().map { index, pair in
                cell(pair.1, isNumber: pair.0.isNumber, isName: index == 0 && !pair.0.isNumber)
            }
            return "<tr class=\"\(HTML(stringLiteral: row.style))\">\(cells)</tr>\n"
        }
    }

    private static func cell(_ cell: Cell, isNumber: Bool, isName: Bool) -> HTML {
        let tone: HTML = cell.tone.map(\.style) ?? .none
        let number: HTML = isNumber ? "n" : .none
        let style: HTML = tone.isEmpty && number.isEmpty ? .none : " class=\"\(number) \(tone)\""
        let value: HTML = cell.number.map { " data-value=\"\(String($0))\"" } ?? .none
        return isName
            ? "<th scope=\"row\"\(style)\(value)>\(cell.content)</th>" : "<td\(style)\(value)>\(cell.content)</td>"
    }
}

/// What something means to the reader; words say it too, so that colour is never alone.
package enum Tone: Sendable, Hashable {
    /// All is well.
    case good
    /// Look here.
    case warning
    /// Something is wrong.
    case bad
    /// Secondary.
    case faint

    /// The class in the style sheet.
    package var style: HTML {
        switch self {
        case .good: "good"
        case .warning: "warn"
        case .bad: "bad"
        case .faint: "faint"
        }
    }
}
