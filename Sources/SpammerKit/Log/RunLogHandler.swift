import Foundation
import Logging
import Synchronization

/// Writes a run's log lines, each with its time, to standard output and to the log file.
///
/// A line goes out whole, at once: a killed run's log ends with the last line that was logged. It is written by the
/// run's coordinator, about once a second, never by an event loop.
struct RunLogHandler: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .info
    private let sink: Sink

    init(sink: Sink) {
        self.sink = sink
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let level = event.level >= .warning ? "\(event.level.rawValue.uppercased()) " : ""
        sink.write("\(Date().formatted(Self.timeStyle)) \(level)\(event.message)\n")
    }

    private static let timeStyle = Date.ISO8601FormatStyle(includingFractionalSeconds: true)

    /// Where the lines go.
    final class Sink: Sendable {
        private let file: Mutex<FileHandle?>
        private let toStandardOutput: Bool

        /// Opens the log file, if there is to be one.
        ///
        /// - Throws: ``OutputFileError`` where the file cannot be made.
        init(path: String?, toStandardOutput: Bool) throws {
            self.toStandardOutput = toStandardOutput
            guard let path else {
                file = Mutex(nil)
                return
            }
            guard FileManager.default.createFile(atPath: path, contents: nil),
                let handle = FileHandle(forWritingAtPath: path)
            else {
                throw OutputFileError(path: path, problem: String(cString: strerror(errno)))
            }
            file = Mutex(handle)
        }

        func write(_ line: String) {
            file.withLock { file in
                let bytes = Data(line.utf8)
                if toStandardOutput { try? FileHandle.standardOutput.write(contentsOf: bytes) }
                do {
                    try file?.write(contentsOf: bytes)
                } catch {
                    // A full disk must not end the run; say it once and go on without the file.
                    file = nil
                    FileHandle.standardError.write(Data("spammer: the log file cannot be written: \(error)\n".utf8))
                }
            }
        }
    }
}
