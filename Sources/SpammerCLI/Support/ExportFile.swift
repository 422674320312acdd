import Glibc
import SpammerKit

/// What an export is written to: a file, or standard output.
final class ExportFile {
    private static let bytesPerWrite = 256 << 10

    private let path: String
    private let descriptor: CInt
    private var buffer: [UInt8] = []

    /// Opens the file.
    ///
    /// - Throws: ``CommandError`` where it is there already, or cannot be made.
    init(path: String, replaces: Bool) throws {
        self.path = path
        if path == "-" {
            descriptor = STDOUT_FILENO
            // A line of progress has no place among the export's own.
            if isatty(STDOUT_FILENO) == 1 { ReadingLine.shared.end() }
            return
        }
        // A device or a pipe is written to as it is.
        let making = OutputFile(path: path).isDevice ? 0 : O_CREAT | (replaces ? O_TRUNC : O_EXCL)
        descriptor = open(path, O_WRONLY | O_CLOEXEC | making, 0o600)
        guard descriptor >= 0 else {
            if errno == EEXIST { throw CommandError("\(path) is there already; --force replaces it") }
            throw failure(errno)
        }
    }

    /// Adds what `append` puts at the end of the buffer.
    func write(_ append: (inout [UInt8]) throws -> Void) throws {
        try append(&buffer)
        if buffer.count >= Self.bytesPerWrite { try flush() }
    }

    /// Writes what is left.
    func close() throws {
        try flush()
        if path != "-", Glibc.close(descriptor) != 0 { throw failure(errno) }
    }

    private func flush() throws {
        let error = DescriptorOutput.write(buffer.span.bytes, to: descriptor)
        // The reader has what it wanted: `spammer export ... | head`.
        if error == EPIPE { throw CleanEnd() }
        guard error == 0 else { throw failure(error) }
        buffer.removeAll(keepingCapacity: true)
    }

    private func failure(_ error: Int32) -> OutputFileError {
        OutputFileError(path: path, problem: String(cString: strerror(error)))
    }
}

/// Nobody reads the output any more; the command is done, and well.
struct CleanEnd: Error {}
