import Glibc

/// The bytes of a file, a pipe, or standard input.
final class FileSource: ByteSource {
    private let descriptor: CInt
    private let isOwned: Bool

    /// Opens a file.
    ///
    /// - Parameter path: its path; `-` is standard input.
    init(path: String) throws(SourceFault) {
        if path == "-" {
            descriptor = STDIN_FILENO
            isOwned = false
            return
        }
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        isOwned = true
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

    deinit {
        if isOwned, descriptor >= 0 { close(descriptor) }
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(SourceFault) -> Int {
        while true {
            let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            if count >= 0 { return count }
            guard errno == EINTR else { throw .system(Self.systemError()) }
        }
    }

    private static func systemError() -> String {
        String(cString: strerror(errno))
    }
}
