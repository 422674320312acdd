import Foundation
import Logging
import Report
import Synchronization

/// Writes a run's log lines, each with its time, to standard output and to the log file.
///
/// A line goes out whole, at once: a killed run's log ends with the last line that was logged. It is written by the
/// run's coordinator, about once a second, never by an event loop.
struct RunLogHandler: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .info
    private let sink: Sink
    private let kind: Line

    /// What a line is to a person at a terminal.
    enum Line: Sendable {
        /// To be read.
        case message
        /// What the block of progress shows too.
        case progress
    }

    init(sink: Sink, _ kind: Line = .message) {
        self.sink = sink
        self.kind = kind
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let level = event.level >= .warning ? "\(event.level.rawValue.uppercased()) " : ""
        let line = "\(Date().formatted(Self.timeStyle)) \(level)\(event.message)\n"
        sink.write({ _ in line }, kind, isWarning: event.level >= .warning)
    }

    /// Writes a page of text below a line: to a terminal in its colours and no wider than it is, plain and as wide as a page
    /// anywhere else.
    func page(_ title: String, _ text: (TextStyle) -> String) {
        let line = "\(Date().formatted(Self.timeStyle)) \(title)\n\n"
        sink.write({ line + text($0) + "\n" }, .message, isWarning: false)
    }

    private static let timeStyle = Date.ISO8601FormatStyle(includingFractionalSeconds: true)

    /// Where the lines go.
    final class Sink: Sendable {
        private let file: Mutex<FileHandle?>
        private let toStandardOutput: Bool
        /// Where the progress is drawn; nil where it is told in lines.
        private let screen: TerminalScreen?

        /// Opens the log file, if there is to be one.
        ///
        /// - Parameters:
        ///   - path: the file; nil for none.
        ///   - toStandardOutput: whether lines go there too.
        ///   - screen: where the progress is drawn, so that lines go above it.
        /// - Throws: ``OutputFileError`` where the file cannot be made.
        init(path: String?, toStandardOutput: Bool, screen: TerminalScreen? = nil) throws {
            self.toStandardOutput = toStandardOutput
            self.screen = screen
            guard let path else {
                file = Mutex(nil)
                return
            }
            // Opened and not replaced: it may be a device, such as /dev/null.
            let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
            guard descriptor >= 0 else {
                throw OutputFileError(path: path, problem: String(cString: strerror(errno)))
            }
            file = Mutex(FileHandle(fileDescriptor: descriptor, closeOnDealloc: true))
        }

        /// Writes a line, or a page.
        ///
        /// - Parameters:
        ///   - text: what makes it for a style, with its end.
        ///   - kind: what it is to a person at a terminal.
        ///   - isWarning: whether such a person has to see it, wherever the log goes.
        func write(_ text: (TextStyle) -> String, _ kind: Line, isWarning: Bool) {
            file.withLock { file in
                let bytes = Data(text(.plain).utf8)
                if let screen, kind == .message, isWarning || (toStandardOutput && screen.isStandardOutput) {
                    screen.write(text(screen.style))
                }
                if toStandardOutput, screen?.isStandardOutput != true {
                    try? FileHandle.standardOutput.write(contentsOf: bytes)
                }
                do {
                    try file?.write(contentsOf: bytes)
                } catch {
                    // A full disk must not end the run; say it once and go on without the file.
                    file = nil
                    let complaint = "spammer: the log file cannot be written: \(SystemReason(error))\n"
                    if let screen {
                        screen.write(complaint)
                    } else {
                        try? FileHandle.standardError.write(contentsOf: Data(complaint.utf8))
                    }
                }
            }
        }
    }
}
