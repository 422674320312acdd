package import Foundation

/// A file that a command writes whole, in whose way there may be one of an earlier run.
///
/// `/dev/null`, a pipe and the like are written to as they are, and `-` is standard output: none of them is ever renamed or
/// replaced.
package struct OutputFile {
    /// The file's path as it was given.
    package let path: String

    /// The file at a path.
    package init(path: String) {
        self.path = path
    }

    /// Whether what is at the path is no file that could be renamed or replaced.
    package var isDevice: Bool {
        var status = stat()
        guard stat(path, &status) == 0 else { return false }
        guard [S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT) else { return true }
        // The system's own link to what a descriptor is of, whatever that is: `/dev/stdout`, `/dev/fd/3`.
        guard path.hasPrefix("/dev/") || path.hasPrefix("/proc/") else { return false }
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
    }

    private var isFolder: Bool {
        var isDirectory: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory.boolValue
    }

    /// Throws where the file could not be made, as far as that can be told before the work is done: its folder is not there, or
    /// may not be written to.
    package func check() throws {
        guard path != "-", !isDevice, !isFolder else { return }
        let folder = URL(filePath: path).deletingLastPathComponent().path
        guard OutputFile(path: folder).isFolder else {
            throw OutputFileError(path: path, problem: "there is no folder \(folder)")
        }
        guard access(folder, W_OK) == 0 else {
            throw OutputFileError(path: path, problem: "the folder \(folder): \(String(cString: strerror(errno)))")
        }
    }

    /// Writes all of the file; one that is there is replaced, once the new one is whole.
    ///
    /// A reader of standard output that has gone away is no fault.
    ///
    /// - Throws: ``OutputFileError``.
    package func write(_ bytes: Data) throws {
        if path == "-" {
            let error = DescriptorOutput.write(Array(bytes).span.bytes, to: STDOUT_FILENO)
            guard error == 0 || error == EPIPE else {
                throw OutputFileError(path: path, problem: String(cString: strerror(error)))
            }
            return
        }
        do {
            if isDevice {
                let handle = try FileHandle(forWritingTo: URL(filePath: path))
                defer { try? handle.close() }
                try handle.write(contentsOf: bytes)
            } else {
                try bytes.write(to: URL(filePath: path), options: .atomic)
            }
        } catch {
            throw OutputFileError(path: path, problem: SystemReason(error).description)
        }
    }

    /// Renames what stands at the path with the time of its last change: `result.json` becomes
    /// `result.2026-11-24T01-30-00Z.json`.
    ///
    /// A second one of that second gets a number, so nothing is ever overwritten.
    ///
    /// - Returns: The path that the earlier file has now; nil where there was none, or what is there is no file.
    /// - Throws: ``OutputFileError`` where it cannot be renamed.
    @discardableResult
    package func setAsideEarlier() throws -> String? {
        let files = FileManager.default
        guard path != "-", !isDevice, files.fileExists(atPath: path) else { return nil }
        guard !isFolder else { throw OutputFileError(path: path, problem: "it is a folder; name a file in it") }
        let attributes = try? files.attributesOfItem(atPath: path)
        let changed = attributes?[.modificationDate] as? Date ?? Date()
        for number in 1...1000 {
            let name = Self.datedName(for: path, at: changed, number: number)
            if files.fileExists(atPath: name) { continue }
            do {
                try files.moveItem(atPath: path, toPath: name)
                return name
            } catch {
                throw OutputFileError(
                    path: path,
                    problem: "the earlier file cannot be renamed to \(name): \(SystemReason(error))"
                )
            }
        }
        throw OutputFileError(path: path, problem: "a thousand earlier files have the name that it would be renamed to")
    }

    /// The name with a time stamp before its extension.
    static func datedName(for path: String, at date: Date, number: Int) -> String {
        let stamp = date.formatted(.iso8601).replacing(":", with: "-")
        let suffix = number == 1 ? stamp : "\(stamp).\(number)"
        let slash = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
        guard let dot = path[slash...].lastIndex(of: "."), dot > slash else { return "\(path).\(suffix)" }
        return "\(path[..<dot]).\(suffix)\(path[dot...])"
    }
}

/// A file cannot be written.
package struct OutputFileError: Error, CustomStringConvertible {
    /// The file.
    package let path: String
    /// Why, in the system's words or ours.
    package let problem: String

    package init(path: String, problem: String) {
        self.path = path
        self.problem = problem
    }

    package var description: String {
        "cannot write \(path == "-" ? "to standard output" : path): \(problem)"
    }
}
