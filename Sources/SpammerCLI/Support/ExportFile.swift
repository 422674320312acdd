import Glibc

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
        descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | (replaces ? O_TRUNC : O_EXCL), 0o600)
        guard descriptor >= 0 else {
            if errno == EEXIST { throw CommandError("\(path) is there already; --force replaces it") }
            throw CommandError("cannot write \(path): \(String(cString: strerror(errno)))")
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
        if path != "-", Glibc.close(descriptor) != 0 { throw failure }
    }

    private func flush() throws {
        var written = 0
        while written < buffer.count {
            let count = buffer.withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress?.advanced(by: written), $0.count - written)
            }
            if count >= 0 {
                written += count
            } else if errno == EPIPE {
                // The reader has what it wanted: `spammer export ... | head`.
                throw CleanEnd()
            } else if errno != EINTR {
                throw failure
            }
        }
        buffer.removeAll(keepingCapacity: true)
    }

    private var failure: CommandError {
        CommandError("cannot write \(path == "-" ? "to standard output" : path): \(String(cString: strerror(errno)))")
    }
}

/// Nobody reads the output any more; the command is done, and well.
struct CleanEnd: Error {}
