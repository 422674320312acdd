import Glibc

/// The file in which a process that sends requests tells which TCP ports of this machine are its own.
///
/// Eight bytes of a magic number, four of the process's number, four of when it ended (0 while it has not), eight of
/// when it started by `/proc/PID/stat`, and then for each port four bytes: 0 for one that was never used, 1 for one that is
/// in use, and otherwise when its last connection was closed. Both are seconds + 2 of the clock that never goes back; all is
/// in the machine's own order of bytes, as nobody else reads it.
///
/// The file outlives its process for a while, as a recorder sees packets later than they were sent.
enum PortFile {
    static let magic: UInt64 = 0x5350_4D50_4F52_5431
    static let headerLength = 24
    static let length = headerLength + 65_536 * 4
    static let inUse: UInt32 = 1

    /// Seconds for which a port stays its last owner's: a recorder may lag, and the system does not hand a port out again
    /// as soon as it is free.
    static let lingering: UInt32 = 30

    static let folder = "/dev/shm"
    private static let prefix = "spammer-"
    private static let suffix = ".ports"

    static func name(of process: pid_t) -> String { "\(prefix)\(process)\(suffix)" }

    /// The process that a file's name tells; nil for a file that is none of these.
    static func process(of name: String) -> pid_t? {
        guard name.hasPrefix(prefix), name.hasSuffix(suffix) else { return nil }
        return pid_t(name.dropFirst(prefix.count).dropLast(suffix.count))
    }

    static func offset(of port: UInt16) -> Int { headerLength + Int(port) * 4 }

    /// Seconds of the clock that never goes back, + 2.
    static func now() -> UInt32 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt32(truncatingIfNeeded: time.tv_sec) &+ 2
    }

    /// When a process was started, in ticks since the machine was; nil where there is no such process.
    static func start(of process: pid_t) -> UInt64? {
        let descriptor = open("/proc/\(process)/stat", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 1024)
        let count = read(descriptor, &bytes, bytes.count)
        guard count > 0 else { return nil }
        // The name, in parentheses, may hold anything; the start is the twentieth number behind it (proc(5)).
        let text = String(decoding: bytes.prefix(count), as: UTF8.self)
        guard let end = text.lastIndex(of: ")") else { return nil }
        let words = text[text.index(after: end)...].split(separator: " ")
        return words.count > 19 ? UInt64(words[19]) : nil
    }

    /// The processes that have files in a folder.
    static func processes(in folder: String) -> [pid_t] {
        guard let entries = opendir(folder) else { return [] }
        defer { closedir(entries) }
        var found: [pid_t] = []
        // The entry is the system's own, and valid until the next call.
        while let entry = readdir(entries), found.count < limit {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: pointer.pointee)) {
                    String(cString: $0)
                }
            }
            if let process = process(of: name) { found.append(process) }
        }
        return found
    }

    /// Files that are looked at: no machine runs so many replays at once.
    private static let limit = 256

    /// Whether a file is whole, and of a process that lives or ended a moment ago.
    static func isCurrent(_ descriptor: CInt, named process: pid_t) -> Bool {
        var header = [UInt8](repeating: 0, count: headerLength)
        var status = stat()
        guard pread(descriptor, &header, headerLength, 0) == headerLength, fstat(descriptor, &status) == 0,
            status.st_size == length
        else { return false }
        let bytes = header.span.bytes
        return bytes.unsafeLoadUnaligned(fromByteOffset: 0, as: UInt64.self) == magic
            && bytes.unsafeLoadUnaligned(fromByteOffset: 8, as: pid_t.self) == process
            && isCurrent(
                started: bytes.unsafeLoadUnaligned(fromByteOffset: 16, as: UInt64.self),
                ended: bytes.unsafeLoadUnaligned(fromByteOffset: 12, as: UInt32.self),
                process
            )
    }

    private static func isCurrent(started: UInt64, ended: UInt32, _ process: pid_t) -> Bool {
        ended == 0 ? started == start(of: process) : now() &- ended <= lingering
    }

    /// Removes the files that are of no use any more, as far as they may be removed.
    static func removeStale(_ folder: String) {
        for process in processes(in: folder) {
            let path = "\(folder)/\(name(of: process))"
            let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
            guard descriptor >= 0 else { continue }
            defer { close(descriptor) }
            // One that is being made is not whole yet, and its process lives.
            if start(of: process) == nil, !isCurrent(descriptor, named: process) { unlink(path) }
        }
    }
}
