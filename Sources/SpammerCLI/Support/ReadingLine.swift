import Corpus
import Foundation
import Report
import SpammerKit
import Synchronization

/// Shows a person how far the reading of files is, once it has taken a second.
///
/// A thread draws, so that reading costs no more than two additions a block. Whatever else the command writes ends it.
final class ReadingLine: Sendable {
    /// The one of this process.
    static let shared = ReadingLine()

    private let progress = ReadProgress()
    private let state = Mutex(State.idle)

    private enum State {
        case idle
        case waiting
        case drawn
        case ended
    }

    /// Seconds before the first line.
    private static let patience = 1.0
    /// Seconds from one line to the next.
    private static let interval = 0.2

    /// What readers tell their progress; nil where no person looks.
    func begin() -> ReadProgress? {
        guard isatty(STDERR_FILENO) == 1 else { return nil }
        let isFirst = state.withLock { state in
            guard case .idle = state else { return false }
            state = .waiting
            return true
        }
        if isFirst {
            let began = ContinuousClock.now
            Thread.detachNewThread { while self.draw(since: began) { Thread.sleep(forTimeInterval: Self.interval) } }
        }
        return progress
    }

    /// Takes the line away, for good.
    func end() {
        state.withLock { state in
            if case .drawn = state { Self.write("\r\u{1B}[K") }
            state = .ended
        }
    }

    /// Draws the line, and tells whether there is to be another one.
    private func draw(since began: ContinuousClock.Instant) -> Bool {
        let elapsed = Double((ContinuousClock.now - began) / .milliseconds(1)) / 1000
        return state.withLock { state in
            if case .ended = state { return false }
            guard elapsed >= Self.patience, progress.total > 0 else { return true }
            let text = ReadingText(bytes: progress.bytes, total: progress.total, elapsed: elapsed)
            // The last column stays free: a line that fills it would not be taken away by the next one.
            let columns = (TerminalSize(of: STDERR_FILENO)?.columns ?? 80) - 1
            Self.write("\r\u{1B}[K" + text.line(columns: max(1, columns)))
            state = .drawn
            return true
        }
    }

    private static func write(_ text: String) {
        try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
    }
}
