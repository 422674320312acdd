import Glibc

/// Which ports of this machine processes send from that replay traffic, as they tell in ``PortFile``s.
///
/// Files are read and not mapped: one that somebody cuts short while it is read must not end a recorder.
package final class ReplayPorts {
    private let folder: String
    /// The files of processes that live, by process.
    private var files: [pid_t: CInt] = [:]
    private var lastChange = timespec()
    private var lastLook: UInt32 = 0

    /// Those that are told in the system's shared memory.
    package convenience init() {
        self.init(folder: PortFile.folder)
    }

    init(folder: String) {
        self.folder = folder
    }

    deinit {
        for descriptor in files.values { close(descriptor) }
    }

    /// Whether a process that replays sends from a port, or has until a moment ago.
    ///
    /// Some system calls; meant for each new connection, not for each packet.
    package func contains(_ port: UInt16) -> Bool {
        refresh()
        for descriptor in files.values {
            var mark: UInt32 = 0
            guard pread(descriptor, &mark, 4, off_t(PortFile.offset(of: port))) == 4, mark != 0 else { continue }
            if mark == PortFile.inUse || PortFile.now() &- mark <= PortFile.lingering { return true }
        }
        return false
    }

    /// Looks for files that came and went, where the folder says that any did, and once in a while.
    private func refresh() {
        var status = stat()
        guard stat(folder, &status) == 0 else { return }
        let change = status.st_mtim
        let now = PortFile.now()
        let isSame = change.tv_sec == lastChange.tv_sec && change.tv_nsec == lastChange.tv_nsec
        // The clock of the folder's time is coarse: what changed lately may have changed again.
        var wall = timespec()
        clock_gettime(CLOCK_REALTIME, &wall)
        guard !isSame || wall.tv_sec - change.tv_sec <= 1 || now &- lastLook > Self.interval else { return }
        lastChange = change
        lastLook = now
        look()
    }

    /// Seconds after which it looks whether processes still live.
    private static let interval: UInt32 = 10

    private func look() {
        let processes = Set(PortFile.processes(in: folder))
        for process in processes where files[process] == nil {
            let descriptor = open("\(folder)/\(PortFile.name(of: process))", O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
            guard descriptor >= 0 else { continue }
            if PortFile.isCurrent(descriptor, named: process) { files[process] = descriptor } else { close(descriptor) }
        }
        for (process, descriptor) in files where !PortFile.isCurrent(descriptor, named: process) {
            close(descriptor)
            files[process] = nil
        }
        PortFile.removeStale(folder)
    }
}
