import TestSupport

/// A page of Markdown, for what can be tested of it: its commands, and its sources.
struct Guide: Sendable {
    /// Lines between fences.
    struct Block: Sendable {
        /// What stands behind the opening fence: sh, swift, yaml; empty where nothing does.
        let language: String
        /// Whether a comment before it, `<!-- parsed: why -->`, says that it cannot be run here.
        let isParsedOnly: Bool
        let text: String

        /// Whether a test can run it.
        var isRun: Bool { language == "sh" && !isParsedOnly }

        /// Its lines that are commands, continued ones in one; in a transcript, those behind a `$`; in a workflow, those behind `run:`.
        var commands: [String] {
            text.replacing("\\\n", with: " ").split(separator: "\n").compactMap { line in
                var line = line.drop { $0 == " " }
                for prefix in ["- run: ", "run: ", "$ "] where line.hasPrefix(prefix) {
                    line = line.dropFirst(prefix.count)
                }
                return line.hasPrefix("spammer ") || line.hasPrefix("ssh ") ? String(line) : nil
            }
        }
    }

    /// Its path in the repository.
    let file: String
    private(set) var blocks: [Block] = []
    /// Commands in the cells of its tables.
    private(set) var tableCommands: [String] = []

    /// The guides of the library's catalogue.
    static let files = Repository.files(in: "Sources/SpammerKit/SpammerKit.docc", ending: ".md")

    init(_ file: String) throws {
        self.file = file
        var open: (language: String, isParsedOnly: Bool, lines: [Substring])?
        var isParsedOnly = false
        for line in try Repository.text(file).split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("```") {
                if let block = open {
                    blocks.append(
                        Block(
                            language: block.language,
                            isParsedOnly: block.isParsedOnly,
                            text: block.lines.joined(separator: "\n") + "\n"
                        )
                    )
                    open = nil
                } else {
                    open = (String(line.dropFirst(3)), isParsedOnly, [])
                }
                isParsedOnly = false
            } else if open != nil {
                open?.lines.append(line)
            } else if line.hasPrefix("<!-- parsed: ") {
                isParsedOnly = true
            } else if line.hasPrefix("|") {
                tableCommands += line.matches(of: /`(spammer [^`]+)`/).map { String($0.1) }
            }
        }
    }
}
