import TestSupport

extension String {
    /// Text as hostile as a recording can hold it: control characters, wide ones, long words.
    static func random(using random: inout SeededGenerator) -> String {
        let parts = [
            "GET ", "/", "users", "{id}", " ", "\u{1B}[31m", "\r\n", "東京", "🦊", "\u{202E}", "\u{0}", "é", "e\u{301}",
            "averyveryverylongsegmentofapathwithoutanyblank", "%20", "\u{85}", "\t",
        ]
        return (0..<Int.random(in: 0..<25, using: &random)).map { _ in parts.randomElement(using: &random) ?? "" }
            .joined()
    }
}

extension String {
    /// The lines of a page, which ends in a line break.
    var pageLines: [Substring] {
        split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    }
}
