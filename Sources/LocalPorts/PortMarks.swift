import Glibc

/// Tells recorders on this machine which ports this process sends from, so that none records what a replay sends.
///
/// A store to memory for each connection; nothing for a request.
package final class PortMarks: @unchecked Sendable {
    /// This process's; nil where the system has no memory to share.
    package static let shared: PortMarks? = {
        guard let marks = PortMarks(folder: PortFile.folder) else { return nil }
        atexit { PortMarks.shared?.end() }
        return marks
    }()

    // Written by event loops, each to the places of its own ports; read by other processes, which take an old value for a
    // moment as well as a new one.
    private let memory: UnsafeMutableRawPointer
    private let path: String

    /// Makes the file; nil where that cannot be done.
    init?(folder: String) {
        let process = getpid()
        guard let start = PortFile.start(of: process) else { return nil }
        PortFile.removeStale(folder)
        path = "\(folder)/\(PortFile.name(of: process))"
        unlink(path)
        let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { return nil }
        defer { Glibc.close(descriptor) }
        // Room that is sure to be there: a store to what is not would end the process.
        guard posix_fallocate(descriptor, 0, off_t(PortFile.length)) == 0,
            let memory = mmap(nil, PortFile.length, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0),
            memory != MAP_FAILED
        else {
            unlink(path)
            return nil
        }
        self.memory = memory
        memory.storeBytes(of: process, toByteOffset: 8, as: pid_t.self)
        memory.storeBytes(of: start, toByteOffset: 16, as: UInt64.self)
        // Last: without it nobody believes the rest.
        memory.storeBytes(of: PortFile.magic, toByteOffset: 0, as: UInt64.self)
    }

    deinit {
        munmap(memory, PortFile.length)
    }

    /// A connection from this port is open.
    package func open(_ port: UInt16) {
        memory.storeBytes(of: PortFile.inUse, toByteOffset: PortFile.offset(of: port), as: UInt32.self)
    }

    /// The connection from this port is closed.
    package func close(_ port: UInt16) {
        memory.storeBytes(of: PortFile.now(), toByteOffset: PortFile.offset(of: port), as: UInt32.self)
    }

    /// Says that this process ends: others take the file away when nobody needs it any more.
    package func end() {
        memory.storeBytes(of: PortFile.now(), toByteOffset: 12, as: UInt32.self)
    }
}
