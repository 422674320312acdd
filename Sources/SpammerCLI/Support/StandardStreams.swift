import Foundation
import Report
import SpammerKit
import Synchronization

/// Standard output, as commands write to it: whole texts, and in colour and as wide as the terminal where a person looks.
enum StandardOutput {
    /// How text is shown there.
    static var style: TextStyle { .init(of: STDOUT_FILENO) }

    /// Writes a text; a reader that has gone away is no fault.
    ///
    /// What cannot be written otherwise is said, and fails the command, when it ends: see ``failure``.
    static func write(_ text: String) {
        ReadingLine.shared.end()
        let error = DescriptorOutput.write(Array(text.utf8).span.bytes, to: STDOUT_FILENO)
        // A reader that has what it wanted, as in `spammer inspect … | head`, is no fault.
        guard error != 0, error != EPIPE else { return }
        failures.withLock { $0 = $0 ?? String(cString: strerror(error)) }
    }

    /// Throws where a corpus would be written to a terminal, which its bytes would upset.
    static func checkTakesCorpus() throws {
        guard isatty(STDOUT_FILENO) != 1 else {
            throw CommandError(
                "a corpus is no text, and standard output is a terminal: name a file with -o, or send it to another program"
            )
        }
    }

    /// Why something could not be written, as to a disk that is full; nil where all was.
    static var failure: String? { failures.withLock { $0 } }

    private static let failures = Mutex<String?>(nil)
}

/// Standard error, where reports go that must not mix with what a command makes.
enum StandardError {
    /// How text is shown there.
    static var style: TextStyle { .init(of: STDERR_FILENO) }

    /// Writes a text; where that cannot be done, there is nobody to tell.
    static func write(_ text: String) {
        ReadingLine.shared.end()
        _ = DescriptorOutput.write(Array(text.utf8).span.bytes, to: STDERR_FILENO)
    }
}

extension TextStyle {
    /// The style that suits a stream: plain unless it is a terminal.
    fileprivate init(of descriptor: Int32) {
        self.init(
            isTerminal: isatty(descriptor) == 1,
            environment: ProcessInfo.processInfo.environment,
            columns: TerminalSize(of: descriptor)?.columns
        )
    }
}
