import Foundation

/// What an export is written to: a file, or standard output.
final class ExportFile {
    private static let bytesPerWrite = 256 << 10

    private let path: String
    private let handle: FileHandle
    private var buffer: [UInt8] = []

    /// Opens the file.
    ///
    /// - Throws: ``CommandError`` where it is there already, or cannot be made.
    init(path: String, replaces: Bool) throws {
        self.path = path
        if path == "-" {
            handle = .standardOutput
            return
        }
        let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | (replaces ? O_TRUNC : O_EXCL), 0o600)
        guard descriptor >= 0 else {
            if errno == EEXIST { throw CommandError("\(path) is there already; --force replaces it") }
            throw CommandError("cannot write \(path): \(String(cString: strerror(errno)))")
        }
        handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    /// Adds what `append` puts at the end of the buffer.
    func write(_ append: (inout [UInt8]) throws -> Void) throws {
        try append(&buffer)
        if buffer.count >= Self.bytesPerWrite { try flush() }
    }

    /// Writes what is left.
    func close() throws {
        try flush()
        if path != "-" { try handle.close() }
    }

    private func flush() throws {
        do {
            try handle.write(contentsOf: buffer)
        } catch let error as CocoaError where error.isBrokenPipe {
            // The reader has what it wanted: `spammer export … | head`.
            throw CleanEnd()
        } catch {
            throw CommandError("cannot write \(path == "-" ? "to standard output" : path): \(error.localizedDescription)")
        }
        buffer.removeAll(keepingCapacity: true)
    }
}

/// Nobody reads the output any more; the command is done, and well.
struct CleanEnd: Error {}

extension CocoaError {
    fileprivate var isBrokenPipe: Bool {
        (underlying as? POSIXError)?.code == .EPIPE
    }
}
