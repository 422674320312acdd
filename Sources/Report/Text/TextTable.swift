/// A table of text whose columns line up, within a width.
package struct TextTable: Sendable {
    /// To which side the text of a column keeps.
    package enum Alignment: Sendable, Hashable {
        /// Words.
        case leading
        /// Numbers.
        case trailing
    }

    /// A column.
    package struct Column: Sendable {
        /// Its title; a line break makes it two lines high.
        package var title: String
        /// To which side its text keeps.
        package var alignment: Alignment
        /// Whether its text may be shortened where the table is too wide.
        package var isFlexible: Bool

        /// A column of words, which may be shortened.
        package static func words(_ title: String) -> Column {
            Column(title: title, alignment: .leading, isFlexible: true)
        }

        /// A column of this program's own words, which are never shortened.
        package static func labels(_ title: String) -> Column {
            Column(title: title, alignment: .leading, isFlexible: false)
        }

        /// A column of numbers, which are never shortened.
        package static func numbers(_ title: String) -> Column {
            Column(title: title, alignment: .trailing, isFlexible: false)
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

    /// The columns that everything this tool prints fits in.
    package static let pageWidth = 100

    /// Blanks between columns; one less where the table would be too wide otherwise.
    private static let widestGap = 2
    private static let leastFlexibleWidth = 12

    private let columns: [Column]
    private let indent: Int
    private let pageWidth: Int
    private var rows: [[Cell]] = []

    /// A table without rows.
    package init(_ columns: [Column], indent: Int = 2, pageWidth: Int = TextTable.pageWidth) {
        self.columns = columns
        self.indent = indent
        self.pageWidth = pageWidth
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
        let titles = titleRows
        let (widths, gap) = fitted(titles)
        return (titles + rows).map { line(of: $0, widths, gap, style) }
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
    private func fitted(_ titles: [[Cell]]) -> (widths: [Int], gap: Int) {
        var widths = columns.indices.map { column in
            (titles + rows).map { DisplayText.width(of: $0[column].text) }.max() ?? 0
        }
        let gaps = max(0, columns.count - 1)
        var gap = Self.widestGap
        var excess = indent + widths.reduce(0, +) + gap * gaps - pageWidth
        for least in [Self.leastFlexibleWidth, 1] {
            while excess > 0 {
                let widest = columns.indices.filter { columns[$0].isFlexible && widths[$0] > least }
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

    private func line(of row: [Cell], _ widths: [Int], _ gap: Int, _ style: TextStyle) -> String {
        var line = ""
        // Blanks are written only once something follows them, so that no line ends in one.
        var pending = indent
        for (index, cell) in row.enumerated() {
            let text = columns[index].isFlexible ? DisplayText.shortened(cell.text, to: widths[index]) : cell.text
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
