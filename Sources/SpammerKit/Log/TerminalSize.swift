import Glibc

/// How large a terminal is.
package struct TerminalSize: Sendable, Hashable {
    /// Characters in a line.
    package var columns: Int
    /// Lines.
    package var rows: Int

    /// What is taken for a terminal's size that nobody tells.
    static let usual = TerminalSize(columns: 80, rows: 24)

    init(columns: Int, rows: Int) {
        self.columns = columns
        self.rows = rows
    }

    /// The size of the terminal that a descriptor is of; nil where it is of none, or of one that does not tell.
    package init?(of descriptor: Int32) {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else { return nil }
        self.init(columns: Int(size.ws_col), rows: Int(size.ws_row))
    }
}
