import Corpus
import Glibc

/// The bytes of a file, a pipe, or standard input.
final class FileSource: ByteSource {
    private let descriptor: CInt
    private let isOwned: Bool
    private let progress: ReadProgress?

    /// Opens a file.
    ///
    /// - Parameters:
    ///   - path: its path; `-` is standard input.
    ///   - progress: what is told of what is read of a file; a pipe's size nobody knows.
    init(path: String, progress: ReadProgress? = nil) throws(SourceFault) {
        if path == "-" {
            descriptor = STDIN_FILENO
            isOwned = false
            self.progress = nil
            return
        }
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        isOwned = true
        self.progress = Self.size(path) == nil ? nil : progress
        guard descriptor >= 0 else { throw .system(Self.systemError()) }
        var status = stat()
        if fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
            throw .system("it is a directory; name the files in it")
        }
        posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL)
    }

    /// Whether a name is that of standard input or of a named pipe, as `<(…)` makes one: what is read of it is gone.
    static func isPipe(_ path: String) -> Bool {
        if path == "-" { return true }
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO
    }

    /// Bytes of a regular file; nil for all else.
    static func size(_ path: String) -> UInt64? {
        var status = stat()
        guard path != "-", stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        return UInt64(clamping: status.st_size)
    }

    deinit {
        if isOwned, descriptor >= 0 { close(descriptor) }
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(SourceFault) -> Int {
        while true {
            let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            if count >= 0 {
                progress?.add(UInt64(count))
                return count
            }
            guard errno == EINTR else { throw .system(Self.systemError()) }
        }
    }

    private static func systemError() -> String {
        String(cString: strerror(errno))
    }
}
