import Glibc

/// Over which connections processes of this machine send replay traffic, as they tell in ``MarkFile``s.
///
/// Files are read and not mapped: one that somebody cuts short while it is read must not end a recorder.
package final class ReplayConnections {
    private let folder: String
    private var files: [pid_t: Known] = [:]
    private var lastChange = timespec()
    private var lastLook: UInt64 = 0

    private struct Known {
        let descriptor: CInt
        /// When it was first seen to be of no living process.
        var leftAt: UInt64?
    }

    /// Those that are told in the system's shared memory.
    package convenience init() {
        self.init(folder: MarkFile.folder)
    }

    init(folder: String) {
        self.folder = folder
    }

    deinit {
        for file in files.values { close(file.descriptor) }
    }

    /// Whether a process that replays had a connection at an instant, from one of two ends to the other.
    ///
    /// Some system calls; meant for each new connection, not for each packet.
    ///
    /// - Parameter time: when a packet of it was stamped, in nanoseconds since the Unix epoch.
    package func contains(_ one: ConnectionEnd, _ other: ConnectionEnd, at time: UInt64) -> Bool {
        refresh()
        return isTold(from: one, to: other, at: time) || isTold(from: other, to: one, at: time)
    }

    private func isTold(from local: ConnectionEnd, to remote: ConnectionEnd, at time: UInt64) -> Bool {
        let digest = local.digest(to: remote)
        let length = MarkFile.ways * Mark.length
        for file in files.values {
            var marks = [UInt64](repeating: 0, count: length / 8)
            guard pread(file.descriptor, &marks, length, off_t(MarkFile.offset(of: local.port))) == length else {
                continue
            }
            for place in stride(from: 0, to: marks.count, by: 3) where marks[place] == digest {
                if Mark(digest: digest, opened: marks[place + 1], closed: marks[place + 2]).covers(time) { return true }
            }
        }
        return false
    }

    /// Looks for files that came and went, where the folder says that any did, and once in a while.
    private func refresh() {
        var status = stat()
        guard stat(folder, &status) == 0 else { return }
        let change = status.st_mtim
        let now = MarkFile.now()
        let isSame = change.tv_sec == lastChange.tv_sec && change.tv_nsec == lastChange.tv_nsec
        // The clock of the folder's time is coarse: what changed lately may have changed again.
        let isOld = UInt64(clamping: change.tv_sec) &+ 2 < now / 1_000_000_000
        guard !isSame || !isOld || now &- lastLook > Self.interval else { return }
        lastChange = change
        lastLook = now
        look(now)
    }

    /// Nanoseconds after which it looks whether processes still live.
    private static let interval: UInt64 = 10_000_000_000

    private func look(_ now: UInt64) {
        for process in MarkFile.processes(in: folder) where files[process]?.leftAt != nil || files[process] == nil {
            let descriptor = open("\(folder)/\(MarkFile.name(of: process))", O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
            guard descriptor >= 0 else { continue }
            guard MarkFile.isCurrent(descriptor, named: process) else {
                close(descriptor)
                continue
            }
            if let old = files.updateValue(Known(descriptor: descriptor), forKey: process) { close(old.descriptor) }
        }
        for (process, file) in files where !MarkFile.isCurrent(file.descriptor, named: process) {
            // One that was killed told no end, and what it sent may not have been looked at yet.
            let leftAt = file.leftAt ?? now
            if now &- leftAt > MarkFile.lingering {
                close(file.descriptor)
                files[process] = nil
            } else {
                files[process]?.leftAt = leftAt
            }
        }
        MarkFile.removeStale(folder)
    }
}
