/// Text from traffic, made fit to be shown: what was recorded must not steer the reader's terminal.
package enum DisplayText {
    /// The text on one line, with U+FFFD in place of what a terminal would act upon.
    ///
    /// Control characters (escape sequences begin with one), and the format characters that turn the direction of text, are
    /// replaced; white space is a blank.
    package static func clean(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
        var cleaned = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control where scalar.properties.isWhitespace, .lineSeparator, .paragraphSeparator: cleaned.append(" ")
            case .control, .format, .surrogate, .privateUse, .unassigned: cleaned.append("\u{FFFD}")
            default: cleaned.append(scalar)
            }
        }
        return String(cleaned)
    }

    /// The columns that a terminal needs for the text.
    package static func width(of text: String) -> Int {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.utf8.count }
        return text.reduce(0) { $0 + width(of: $1) }
    }

    /// The text, cut in the middle to fit so many columns: `GET /accounts/...ents/{id}`.
    ///
    /// The end of a path tells endpoints apart as much as its beginning does.
    package static func shortened(_ text: String, to columns: Int) -> String {
        guard width(of: text) > columns else { return text }
        let ellipsis = "..."
        guard columns > ellipsis.count else { return String(repeating: ".", count: max(0, columns)) }
        let room = columns - ellipsis.count
        let head = prefix(of: text, columns: room - room / 2)
        let tail = prefix(of: text.reversed(), columns: room / 2).reversed()
        return String(head) + ellipsis + String(tail)
    }

    /// The text broken into lines of so many columns, at blanks where there are any.
    package static func wrapped(_ text: String, to columns: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            var word = String(word)
            if !line.isEmpty, width(of: line) + 1 + width(of: word) > columns {
                lines.append(line)
                line = ""
            }
            while width(of: word) > columns {
                // A path may be longer than a line; at least one character goes on each.
                let part = String(word.prefix(max(1, prefix(of: word, columns: columns).count)))
                lines.append(part)
                word.removeFirst(part.count)
            }
            line += line.isEmpty ? word : " " + word
        }
        if !line.isEmpty { lines.append(line) }
        return lines
    }

    private static func prefix(of text: some Sequence<Character>, columns: Int) -> [Character] {
        var room = columns
        return text.prefix { character in
            room -= width(of: character)
            return room >= 0
        }
    }

    /// 2 for the characters that terminals show at double width (Unicode Standard Annex 11, by its large blocks), else 1.
    private static func width(of character: Character) -> Int {
        guard let scalar = character.unicodeScalars.first?.value else { return 0 }
        switch scalar {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
            0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
            return 2
        default:
            return 1
        }
    }
}
