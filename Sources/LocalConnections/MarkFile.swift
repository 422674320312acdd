import Glibc

/// The file in which a process that sends requests tells which connections are its own.
///
/// A header of eight bytes of a magic number, eight of the process's number, eight of when it started by
/// `/proc/PID/stat`, and eight of when it ended (0 while it has not). Then for each local port two ``Mark``s of 24 bytes:
/// one port can have connections to several peers. Times are nanoseconds of the clock that packets are stamped with; all is
/// in the machine's own order of bytes, as nobody else reads it.
///
/// The file outlives its process for a while, as a recorder sees packets later than they were sent.
enum MarkFile {
    /// `SPMPORT2`, read as a number of which the first byte is the highest.
    static let magic: UInt64 = 0x5350_4D50_4F52_5432
    static let headerLength = 32
    /// Marks of each local port.
    static let ways = 2
    /// Bytes of a whole file.
    static let length = headerLength + 65_536 * ways * Mark.length

    static let processOffset = 8
    static let startOffset = 16
    static let endOffset = 24

    /// Nanoseconds for which the file of a process that ended is still read: a recorder may lag.
    static let lingering: UInt64 = 30_000_000_000

    static let folder = "/dev/shm"
    private static let prefix = "spammer-"
    private static let suffix = ".connections"

    static func name(of process: pid_t) -> String { "\(prefix)\(process)\(suffix)" }

    /// The process that a file's name tells; nil for a file that is none of these.
    static func process(of name: String) -> pid_t? {
        guard name.hasPrefix(prefix), name.hasSuffix(suffix) else { return nil }
        return pid_t(name.dropFirst(prefix.count).dropLast(suffix.count)).flatMap { $0 > 0 ? $0 : nil }
    }

    /// Where the marks of a local port are.
    static func offset(of port: UInt16) -> Int { headerLength + Int(port) * ways * Mark.length }

    /// Nanoseconds of the wall clock, which packets are stamped with too.
    static func now() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return UInt64(clamping: time.tv_sec) &* 1_000_000_000 &+ UInt64(clamping: time.tv_nsec)
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
        func word(_ offset: Int) -> UInt64 { bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self) }
        guard word(0) == magic, word(processOffset) == UInt64(bitPattern: Int64(process)) else { return false }
        let ended = word(endOffset)
        if ended == 0 { return word(startOffset) == start(of: process) }
        let (age, isAhead) = now().subtractingReportingOverflow(ended)
        return isAhead || age <= lingering
    }

    /// Removes the files that are of no use any more, as far as they may be removed.
    static func removeStale(_ folder: String) {
        for process in processes(in: folder) {
            let path = "\(folder)/\(name(of: process))"
            let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
            guard descriptor >= 0 else { continue }
            defer { close(descriptor) }
            // One that is being made is not whole yet, and its process lives.
            if isGone(process), !isCurrent(descriptor, named: process) { unlink(path) }
        }
    }

    /// Whether there is no such process: one whose start cannot be told, for want of descriptors, may live.
    private static func isGone(_ process: pid_t) -> Bool {
        kill(process, 0) != 0 && errno == ESRCH
    }
}
