import Corpus

/// Words of commands that a reader may paste into a shell.
enum ShellText {
    /// A word that a shell takes as it is: quoted, unless it is plain.
    ///
    /// Names of files come from corpora and summaries, which others may have made: they are text, and no part of a command.
    static func word(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || "._/+-".utf8.contains(byte)
        }
        return isPlain && !text.isEmpty && !text.hasPrefix("-") ? text : CurlExporter.quoted(DisplayText.clean(text))
    }
}
