/// A line of shell as examples have them, taken apart: its commands, without pipes and files that they are sent to.
///
/// It knows words, quotation marks, comments, `|`, `&&`, `||`, `;`, `&` and redirections; what the shell would put in place of
/// `$NAME` or `*` stays as it is written.
struct ShellLine {
    /// The words of each command.
    private(set) var commands: [[String]] = [[]]

    init(_ text: some StringProtocol) {
        var word: String?
        var quote: Character?
        var isEscaped = false
        var skipsWord = false
        func end(_ commands: inout [[String]]) {
            if let whole = word, !skipsWord { commands[commands.count - 1].append(whole) }
            if word != nil { skipsWord = false }
            word = nil
        }
        for character in text {
            if isEscaped {
                if character != "\n" { word = (word ?? "") + String(character) }
                isEscaped = false
            } else if let open = quote {
                if character == open { quote = nil } else { word = (word ?? "") + String(character) }
            } else if character == "\\" {
                isEscaped = true
            } else if character == "'" || character == "\"" {
                quote = character
                word = word ?? ""
            } else if character == "#", word == nil {
                break
            } else if character == " " || character == "\n" {
                end(&commands)
            } else if character == ">" || character == "<" {
                // The 2 of 2> is no word.
                if word == "2" { word = nil }
                end(&commands)
                skipsWord = true
            } else if character == "&", skipsWord {
                word = "&"
            } else if "|&;".contains(character) {
                end(&commands)
                if commands.last?.isEmpty == false { commands.append([]) }
            } else {
                word = (word ?? "") + String(character)
            }
        }
        end(&commands)
        commands.removeAll { $0.isEmpty }
    }

    /// The arguments of each call of spammer in the line, also of one that another program makes (`ssh host spammer …`).
    var calls: [[String]] {
        commands.compactMap { words in
            words.firstIndex(of: "spammer").map { Array(words[words.index(after: $0)...]) }
        }
    }
}
