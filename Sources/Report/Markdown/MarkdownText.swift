/// Text in Markdown as GitHub and GitLab read it (CommonMark, with tables), in which nothing recorded is markup.
enum MarkdownText {
    /// The text as words: no mark-up, no HTML, and no mention of a person or an issue.
    static func escaped(_ text: String) -> String {
        DisplayText.clean(text).reduce(into: "") { escaped, character in
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            // An empty comment: what looks for names and numbers in the page finds none.
            case "@", "#": escaped += "\\\(character)<!-- -->"
            case "\\", "`", "*", "_", "[", "]", "|", "~", "!", "$": escaped += "\\\(character)"
            // So that no address becomes a link.
            case ":": escaped += "&#58;"
            default: escaped.append(character)
            }
        }
        // The other way in which addresses begin (GitHub Flavored Markdown, section 6.9).
        .replacing("www.", with: "www&#46;")
    }

    /// The text as code, fit for a table's cell too.
    static func code(_ text: String) -> String {
        let text = DisplayText.clean(text)
        guard !text.allSatisfy({ $0 == " " }) else { return NumberText.none }
        // Between backticks nothing is markup but those themselves; in a table, a bar is.
        if !text.contains(where: { "`|".contains($0) }) { return "`\(text)`" }
        let encoded = text.unicodeScalars.map { scalar in
            scalar.properties.isAlphabetic || scalar.properties.numericType != nil || scalar.value >= 0x80
                || " /-.,".unicodeScalars.contains(scalar)
                ? String(scalar) : "&#\(scalar.value);"
        }
        return "<code>\(encoded.joined())</code>"
    }
}
