import Glibc
import Synchronization

/// Tells recorders on this machine which connections this process sends over, so that none records what a replay sends.
///
/// A few stores to memory for each connection; nothing for a request.
package final class ConnectionMarks: @unchecked Sendable {
    /// This process's; nil where the system has no memory to share.
    package static let shared: ConnectionMarks? = {
        guard let marks = ConnectionMarks(folder: MarkFile.folder) else { return nil }
        atexit { ConnectionMarks.shared?.end() }
        return marks
    }()

    // Written under the lock, read by other processes, which take an old mark for a moment as well as a new one.
    private let memory: UnsafeMutableRawPointer
    private let writing = Mutex(())
    private let path: String

    /// Makes the file; nil where that cannot be done.
    init?(folder: String) {
        let process = getpid()
        guard let start = MarkFile.start(of: process) else { return nil }
        MarkFile.removeStale(folder)
        path = "\(folder)/\(MarkFile.name(of: process))"
        unlink(path)
        let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { return nil }
        defer { Glibc.close(descriptor) }
        // Room that is sure to be there: a store to what is not would end the process.
        guard posix_fallocate(descriptor, 0, off_t(MarkFile.length)) == 0,
            let memory = mmap(nil, MarkFile.length, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0),
            memory != MAP_FAILED
        else {
            unlink(path)
            return nil
        }
        self.memory = memory
        memory.storeBytes(of: Int64(process), toByteOffset: MarkFile.processOffset, as: Int64.self)
        memory.storeBytes(of: start, toByteOffset: MarkFile.startOffset, as: UInt64.self)
        // Last: without it nobody believes the rest.
        memory.storeBytes(of: MarkFile.magic, toByteOffset: 0, as: UInt64.self)
    }

    deinit {
        munmap(memory, MarkFile.length)
    }

    /// A connection can send from now on.
    package func open(from local: ConnectionEnd, to remote: ConnectionEnd) {
        let mark = Mark(digest: local.digest(to: remote), opened: MarkFile.now())
        writing.withLock { _ in
            let marks = places(of: local.port)
            // That of a closed connection makes room, and of two open ones the older, which recorders know already.
            let age = { (place: Int) in
                let isOpen = marks[place].closed == 0 && marks[place].digest != 0
                return (isOpen ? 1 : 0, marks[place].opened)
            }
            let place =
                (0..<MarkFile.ways).first { marks[$0].digest == mark.digest }
                ?? (0..<MarkFile.ways).min { age($0) < age($1) } ?? 0
            marks[place].digest = 0
            marks[place].opened = mark.opened
            marks[place].closed = 0
            marks[place].digest = mark.digest
        }
    }

    /// A connection is closed.
    package func close(from local: ConnectionEnd, to remote: ConnectionEnd) {
        let digest = local.digest(to: remote)
        writing.withLock { _ in
            let marks = places(of: local.port)
            if let place = (0..<MarkFile.ways).first(where: { marks[$0].digest == digest }) {
                marks[place].closed = MarkFile.now()
            }
        }
    }

    /// Says that this process ends: others take the file away when nobody needs it any more.
    package func end() {
        memory.storeBytes(of: MarkFile.now(), toByteOffset: MarkFile.endOffset, as: UInt64.self)
    }

    private func places(of port: UInt16) -> UnsafeMutablePointer<Mark> {
        (memory + MarkFile.offset(of: port)).assumingMemoryBound(to: Mark.self)
    }
}
