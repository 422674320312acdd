/// What a terminal shows after it was written to, as far as this tool's sequences go; everything that has scrolled by stays.
package struct ScreenModel: Sendable {
    private var rows: [[Character]] = [[]]
    private var row = 0
    private var column = 0
    private var sequence: String?

    /// An empty terminal, wide enough for everything.
    package init() {}

    /// The lines, without blanks at their ends, and without empty ones at the end of all.
    package var lines: [String] {
        let lines = rows.map { String($0.reversed().drop { $0 == " " }.reversed()) }
        return Array(lines.reversed().drop { $0.isEmpty }.reversed())
    }

    /// Writes to it.
    package mutating func feed(_ text: String) {
        for scalar in text.unicodeScalars {
            if sequence != nil {
                sequence?.unicodeScalars.append(scalar)
                if scalar != "[", (0x40...0x7E).contains(scalar.value) { obey() }
                continue
            }
            switch scalar {
            case "\u{1B}": sequence = ""
            case "\r": column = 0
            case "\n":
                // As the terminal's driver has it: a new line begins at its first column.
                column = 0
                row += 1
                if row == rows.count { rows.append([]) }
            default:
                while rows[row].count <= column { rows[row].append(" ") }
                rows[row][column] = Character(scalar)
                column += 1
            }
        }
    }

    private mutating func obey() {
        guard let text = sequence, let last = text.last else { return }
        sequence = nil
        let number = Int(text.dropFirst().dropLast())
        switch last {
        case "A": row = max(0, row - (number ?? 1))
        case "K": rows[row] = number == 2 ? [] : Array(rows[row].prefix(column))
        case "J":
            rows[row] = Array(rows[row].prefix(column))
            rows.removeLast(rows.count - row - 1)
        default: break
        }
    }
}
