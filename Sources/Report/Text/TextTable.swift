/// A table of text whose columns line up, within a width.
package struct TextTable: Sendable {
    /// To which side the text of a column keeps.
    package enum Alignment: Sendable, Hashable {
        /// Words.
        case leading
        /// Numbers.
        case trailing
    }

    /// What becomes of text for which there is no room.
    package enum Fitting: Sendable, Hashable {
        /// It stays as it is.
        case fixed
        /// It is cut in the middle.
        case shortened
        /// It goes on in the next line.
        case wrapped
    }

    /// A column.
    package struct Column: Sendable {
        /// Its title; a line break makes it two lines high.
        package var title: String
        /// To which side its text keeps.
        package var alignment: Alignment
        /// What becomes of its text where the table is too wide.
        package var fitting: Fitting
        /// Whether it is left out, with all others like it, where there is no room for it.
        package var isOptional = false

        /// A column of words, which may be shortened.
        package static func words(_ title: String) -> Column {
            Column(title: title, alignment: .leading, fitting: .shortened)
        }

        /// A column of sentences, none of whose words may be missing.
        package static func sentences(_ title: String) -> Column {
            Column(title: title, alignment: .leading, fitting: .wrapped)
        }

        /// A column of this program's own words, which are never shortened.
        package static func labels(_ title: String) -> Column {
            Column(title: title, alignment: .leading, fitting: .fixed)
        }

        /// A column of numbers, which are never shortened.
        package static func numbers(_ title: String, isOptional: Bool = false) -> Column {
            Column(title: title, alignment: .trailing, fitting: .fixed, isOptional: isOptional)
        }
    }

    /// What stands in a row and a column.
    package struct Cell: Sendable, ExpressibleByStringInterpolation {
        /// Its text.
        package var text: String
        /// What it means to the reader.
        package var emphasis: TextStyle.Emphasis?

        /// A cell of a text.
        package init(_ text: String, _ emphasis: TextStyle.Emphasis? = nil) {
            let cleaned = DisplayText.clean(text)
            let end = cleaned.lastIndex { $0 != " " }
            // Blanks at the end would be those of a line.
            self.text = end.map { String(cleaned[...$0]) } ?? ""
            self.emphasis = emphasis
        }

        /// A cell of a text.
        package init(stringLiteral value: String) {
            self.init(value)
        }
    }

    /// The columns that everything this tool prints fits in, where no terminal is narrower.
    package static let pageWidth = 100

    /// Blanks between columns; one less where the table would be too wide otherwise.
    private static let widestGap = 2
    private static let leastFlexibleWidth = 12
    /// Columns of words that are enough to tell one endpoint from another.
    private static let readableWidth = 20

    private let columns: [Column]
    private let indent: Int
    private var rows: [[Cell]] = []

    /// A table without rows.
    package init(_ columns: [Column], indent: Int = 2) {
        self.columns = columns
        self.indent = indent
    }

    /// Whether it has no rows.
    package var isEmpty: Bool { rows.isEmpty }

    /// Adds a row; cells that are missing are empty, and those beyond the columns are left out.
    package mutating func add(_ cells: [Cell]) {
        let missing = max(0, columns.count - cells.count)
        rows.append(Array(cells.prefix(columns.count)) + Array(repeating: "", count: missing))
    }

    /// The lines of the table: titles, where there are any, and rows.
    package func lines(_ style: TextStyle) -> [String] {
        guard let table = reduced(to: style.columns) else { return allLines(style) }
        return table.allLines(style)
    }

    /// The table without its optional columns; nil where there are none, or it has room for them.
    private func reduced(to pageWidth: Int) -> TextTable? {
        let natural = naturalWidths(titleRows)
        let least = columns.indices.reduce(indent + columns.count - 1) { sum, column in
            sum + (columns[column].fitting == .fixed ? natural[column] : min(natural[column], Self.readableWidth))
        }
        guard least > pageWidth, columns.contains(where: \.isOptional) else { return nil }
        let kept = columns.indices.filter { !columns[$0].isOptional }
        var table = TextTable(kept.map { columns[$0] }, indent: indent)
        table.rows = rows.map { row in kept.map { row[$0] } }
        return table
    }

    private func allLines(_ style: TextStyle) -> [String] {
        let titles = titleRows
        let (widths, gap) = fitted(titles, to: style.columns)
        return (titles + rows.flatMap { broken($0, widths) }).map { line(of: $0, widths, gap, style) }
    }

    /// A row as the rows that it takes, where some of its text goes on in the next line.
    private func broken(_ row: [Cell], _ widths: [Int]) -> [[Cell]] {
        let parts = row.enumerated().map { index, cell in
            columns[index].fitting == .wrapped ? DisplayText.wrapped(cell.text, to: max(1, widths[index])) : [cell.text]
        }
        let height = parts.map(\.count).max() ?? 1
        guard height > 1 else { return [row] }
        return (0..<height).map { line in
            row.enumerated().map { index, cell in
                Cell(parts[index].indices.contains(line) ? parts[index][line] : "", cell.emphasis)
            }
        }
    }

    /// The titles as rows, each title at the bottom of its column.
    private var titleRows: [[Cell]] {
        let titles = columns.map { $0.title.isEmpty ? [] : $0.title.split(separator: "\n").map(String.init) }
        let height = titles.map(\.count).max() ?? 0
        return (0..<height).map { row in
            titles.map { lines in
                let index = row - (height - lines.count)
                return Cell(lines.indices.contains(index) ? lines[index] : "", .strong)
            }
        }
    }

    /// The width of each column and the gap between two, the flexible columns narrowed, widest first, until the table fits
    /// its page.
    private func fitted(_ titles: [[Cell]], to pageWidth: Int) -> (widths: [Int], gap: Int) {
        var widths = naturalWidths(titles)
        let gaps = max(0, columns.count - 1)
        var gap = Self.widestGap
        var excess = indent + widths.reduce(0, +) + gap * gaps - pageWidth
        for least in [Self.leastFlexibleWidth, 1] {
            while excess > 0 {
                let widest = columns.indices.filter { columns[$0].fitting != .fixed && widths[$0] > least }
                    .max { widths[$0] < widths[$1] }
                guard let widest else { break }
                widths[widest] -= 1
                excess -= 1
            }
            if excess > 0, gap == Self.widestGap {
                gap -= 1
                excess -= gaps
            }
        }
        return (widths, gap)
    }

    /// The width that each column would have if there were room for all.
    private func naturalWidths(_ titles: [[Cell]]) -> [Int] {
        columns.indices.map { column in (titles + rows).map { DisplayText.width(of: $0[column].text) }.max() ?? 0 }
    }

    private func line(of row: [Cell], _ widths: [Int], _ gap: Int, _ style: TextStyle) -> String {
        var line = ""
        // Blanks are written only once something follows them, so that no line ends in one.
        var pending = indent
        for (index, cell) in row.enumerated() {
            let text =
                columns[index].fitting == .shortened
                ? DisplayText.shortened(cell.text, to: widths[index]) : cell.text
            let space = max(0, widths[index] - DisplayText.width(of: text))
            if columns[index].alignment == .trailing { pending += space }
            if !text.isEmpty {
                line += String(repeating: " ", count: pending) + style.paint(text, cell.emphasis)
                pending = 0
            }
            if columns[index].alignment == .leading { pending += space }
            pending += gap
        }
        return line
    }
}
