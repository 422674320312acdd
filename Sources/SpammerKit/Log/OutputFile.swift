package import Foundation

/// A file that a command writes, in whose way there may be an earlier one.
///
/// What stands there may be no file: a device, such as `/dev/null`, or a pipe. That is written to where it is. Renaming it, or
/// putting a file in its place, as writing in one step does, would take it away from the whole machine.
package struct OutputFile {
    /// The file's path as it was given.
    package let path: String

    /// The file at a path.
    package init(path: String) {
        self.path = path
    }

    /// Whether something stands at the path that is neither a file nor a folder, or one of the process's own descriptors.
    var isSpecial: Bool {
        if path.hasPrefix("/dev/") || path.hasPrefix("/proc/") { return true }
        var status = stat()
        guard stat(path, &status) == 0 else { return false }
        return ![S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT)
    }

    /// Writes a file's whole content, in one step: nobody ever reads a part of it.
    ///
    /// - Throws: Foundation's error where it cannot be written.
    package func write(_ content: Data) throws {
        try content.write(to: URL(filePath: path), options: isSpecial ? [] : .atomic)
    }

    /// Renames the file that stands at the path with the time of its last change: `result.json` becomes
    /// `result.2026-11-24T01-30-00Z.json`.
    ///
    /// A second one of that second gets a number, so nothing is ever overwritten.
    ///
    /// - Returns: The path that the earlier file has now; nil where there was none, or what is there is no file.
    /// - Throws: ``OutputFileError`` where it cannot be renamed.
    @discardableResult
    package func setAsideEarlier() throws -> String? {
        if isSpecial { return nil }
        let files = FileManager.default
        var isDirectory: ObjCBool = false
        guard files.fileExists(atPath: path, isDirectory: &isDirectory) else { return nil }
        if isDirectory.boolValue {
            throw OutputFileError(path: path, problem: "it is a folder; name a file in it")
        }
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

/// A file of a run cannot be written.
package struct OutputFileError: Error, CustomStringConvertible {
    package let path: String
    package let problem: String

    package var description: String {
        "cannot write \(path): \(problem)"
    }
}
