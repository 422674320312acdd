import Glibc

/// Makes sure that no other process is writing a file (flock(2)); a process that is killed gives its lock back.
final class FileLock {
    /// What is wrong where another process has it.
    static let isTaken = "another process is writing it; wait until it is done"

    private var descriptor: Int32

    /// - Throws: ``CorpusError`` where another process holds it.
    init(path: String) throws(CorpusError) {
        descriptor = open(path, O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else { throw .file(path: path, problem: lastSystemError()) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw .file(path: path, problem: Self.isTaken)
        }
    }

    deinit {
        unlock()
    }

    /// Gives the lock back.
    func unlock() {
        guard descriptor >= 0 else { return }
        close(descriptor)
        descriptor = -1
    }
}
