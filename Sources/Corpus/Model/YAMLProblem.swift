import Yams

/// What a YAML parser has to say of a text, in one line and without the text, for the files that people write for this tool.
package struct YAMLProblem: CustomStringConvertible {
    /// The line, from 1; nil where the parser does not tell.
    package let line: Int?
    /// What is wrong, without the line.
    package let words: String

    /// The words, behind their line.
    package var description: String {
        line.map { "line \($0): \(words)" } ?? words
    }

    /// The problem of an error that Yams threw.
    package init(_ error: any Error) {
        guard !(error is YAMLText.TooManyAliases) else {
            (line, words) = (nil, "more than \(YAMLText.mostAliases) aliases; write out what they stand for")
            return
        }
        switch error as? YamlError {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            (line, words) = (mark.line, "this is no YAML: \(problem)")
        case .duplicatedKeysInMapping(let duplicates, let context):
            let keys = duplicates.sorted().joined(separator: ", ")
            (line, words) = (context.mark.line, "\(keys.prefix(80)) is there twice")
        case .reader(let problem, _, _, _): (line, words) = (nil, "this is no YAML: \(problem)")
        default: (line, words) = (nil, "this is no YAML")
        }
    }
}
