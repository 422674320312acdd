import Glibc

/// A folder into which captures are written one after another, as `tcpdump -G`, `tcpdump -C -W` and `dumpcap -b` do.
///
/// Which one comes next is told by when each was last written to: a ring uses its names again.
struct RingFolder {
    /// A file of the ring as it was found.
    struct File: Equatable {
        let path: String
        /// When it was written to last, in nanoseconds since 1970.
        let written: Int64
        let inode: UInt64
    }

    /// The folder's path.
    let path: String

    /// Files in the folder that are looked at; a ring has fewer.
    private static let limit = 100_000

    /// When a file was written to last.
    static func written(_ status: stat) -> Int64 {
        Int64(status.st_mtim.tv_sec) &* 1_000_000_000 &+ Int64(status.st_mtim.tv_nsec)
    }

    /// The files that were written to after an instant, the oldest first; files that begin with a dot are no captures.
    ///
    /// - Throws: ``SourceFault`` where the folder cannot be read.
    func files(after instant: Int64, except current: UInt64? = nil) throws(SourceFault) -> [File] {
        guard let folder = opendir(path) else { throw .system(String(cString: strerror(errno))) }
        defer { closedir(folder) }
        var files: [File] = []
        // The entry is the system's own, and valid until the next call.
        while let entry = readdir(folder), files.count < Self.limit {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: pointer.pointee)) {
                    String(cString: $0)
                }
            }
            guard !name.hasPrefix(".") else { continue }
            var status = stat()
            guard stat("\(path)/\(name)", &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size > 0 else {
                continue
            }
            let written = Self.written(status)
            guard written > instant, UInt64(status.st_ino) != current else { continue }
            files.append(File(path: "\(path)/\(name)", written: written, inode: UInt64(status.st_ino)))
        }
        return files.sorted { ($0.written, $0.path) < ($1.written, $1.path) }
    }
}
