import Foundation
package import Report
import Synchronization

/// A terminal on which a run shows its progress.
package struct Terminal: Sendable {
    /// The descriptor that it is written to.
    package var descriptor: Int32
    /// How text is coloured there.
    package var style: TextStyle

    /// A terminal.
    package init(descriptor: Int32, style: TextStyle) {
        self.descriptor = descriptor
        self.style = style
    }
}

/// Draws the block of progress on a terminal, with the log's lines above it.
///
/// Whoever writes to the terminal while a run goes on goes through here, so that nothing is written into the block.
final class TerminalScreen: Sendable {
    /// Where it is.
    let terminal: Terminal
    private let state = Mutex(State())

    private struct State {
        var block = RedrawnBlock()
        var hasEnded = false
    }

    /// Whether the log, where it goes to standard output, goes to this terminal.
    var isStandardOutput: Bool { terminal.descriptor == STDOUT_FILENO }

    init(_ terminal: Terminal) {
        self.terminal = terminal
    }

    /// Draws the block anew.
    ///
    /// - Parameter lines: makes the lines for a width, without line breaks.
    func draw(_ lines: (_ columns: Int, _ style: TextStyle) -> [String]) {
        state.withLock { state in
            guard !state.hasEnded else { return }
            // It is asked each time, as a person may change it. The last column stays free: some terminals wrap there.
            let size = size
            let drawn = lines(max(1, size.columns - 1), terminal.style)
            put(state.block.draw(drawn, columns: size.columns, rows: size.rows))
        }
    }

    /// Writes lines above the block.
    func write(_ text: String) {
        state.withLock { put($0.block.above(text, columns: size.columns)) }
    }

    /// Takes the block away, for good.
    func end() {
        state.withLock { state in
            put(state.block.clear(columns: size.columns))
            state.hasEnded = true
        }
    }

    private func put(_ text: String) {
        guard !text.isEmpty else { return }
        let handle = FileHandle(fileDescriptor: terminal.descriptor, closeOnDealloc: false)
        try? handle.write(contentsOf: Data(text.utf8))
    }

    /// How a page of text is shown there: as wide as the terminal is now.
    var style: TextStyle {
        var style = TextStyle(isTerminal: true, environment: [:], columns: size.columns)
        style.isColored = terminal.style.isColored
        return style
    }

    private var size: TerminalSize { TerminalSize(of: terminal.descriptor) ?? .usual }
}
