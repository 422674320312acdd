/// Text as XML 1.0 may hold it.
enum XMLText {
    /// The text between tags or in an attribute, on one line, with U+FFFD in place of what no document may hold, or no reader
    /// should act upon.
    static func escaped(_ text: String) -> String {
        DisplayText.clean(text).reduce(into: "") { escaped, character in
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&apos;"
            default: escaped.append(character)
            }
        }
    }
}
