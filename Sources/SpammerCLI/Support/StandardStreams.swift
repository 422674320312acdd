import Foundation
import Report

/// Standard output, as commands write to it: whole texts, and in colour where a person looks.
enum StandardOutput {
    /// How text is coloured there.
    static var style: TextStyle { .init(isTerminal: isatty(STDOUT_FILENO) == 1, environment: environment) }

    /// Writes a text; a reader that has gone away is no fault.
    static func write(_ text: String) {
        ReadingLine.shared.end()
        try? FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
    }
}

/// Standard error, where reports go that must not mix with what a command makes.
enum StandardError {
    /// How text is coloured there.
    static var style: TextStyle { .init(isTerminal: isatty(STDERR_FILENO) == 1, environment: environment) }

    /// Writes a text.
    static func write(_ text: String) {
        ReadingLine.shared.end()
        try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
    }
}

private var environment: [String: String] { ProcessInfo.processInfo.environment }
