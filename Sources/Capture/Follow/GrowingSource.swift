import Glibc

/// A file that is still being written: its end is the end only once somebody says so.
final class GrowingSource: ByteSource {
    /// Whether it was written anew while it was read: what was left of it is gone.
    private(set) var wasOverwritten = false

    /// When the file had been written to last, in nanoseconds since 1970, before its end was found.
    private(set) var written = Int64.min

    private let descriptor: CInt
    private var offset: UInt64 = 0
    private let isOver: (UInt64) -> Bool

    /// Opens a file.
    ///
    /// - Parameter isOver: called at the file's end, again and again, with the bytes that were read; waits a moment, and says
    ///   whether nothing more will come.
    init(path: String, isOver: @escaping (UInt64) -> Bool) throws(SourceFault) {
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        self.isOver = isOver
        guard descriptor >= 0 else { throw .system(String(cString: strerror(errno))) }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(SourceFault) -> Int {
        var isLast = false
        while true {
            // Before the read, so that what is written after it shows.
            var status = stat()
            if fstat(descriptor, &status) == 0 { written = RingFolder.written(status) }
            let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .system(String(cString: strerror(errno))) }
            if count > 0 {
                offset += UInt64(count)
                return count
            }
            if UInt64(max(0, status.st_size)) < offset {
                wasOverwritten = true
                return 0
            }
            // Bytes may have come between the last look and the word that it is over.
            if isLast { return 0 }
            isLast = isOver(offset)
        }
    }
}
