/// Messages of a stream of server-sent events (HTML, section 9.2).
enum EventText {
    /// What a browser is told first: after how many milliseconds it may come again.
    static let beginning = "retry: 2000\n\n"

    /// A message of a kind.
    ///
    /// - Parameter data: its text; a line break would end a line of it, and begins another one here.
    static func message(_ kind: StaticString, _ data: String) -> String {
        let lines = data.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        return "event: \(kind)\n" + lines.map { "data: \($0)\n" }.joined() + "\n"
    }
}
