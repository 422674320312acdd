import Foundation

/// A file that a run writes, in whose way there may be one of an earlier run.
package struct OutputFile {
    /// The file's path as it was given.
    package let path: String

    /// The file at a path.
    package init(path: String) {
        self.path = path
    }

    /// Renames what stands at the path with the time of its last change: `result.json` becomes
    /// `result.2026-11-24T01-30-00Z.json`.
    ///
    /// A second one of that second gets a number, so nothing is ever overwritten.
    ///
    /// - Returns: The path that the earlier file has now; nil where there was none.
    /// - Throws: ``OutputFileError`` where it cannot be renamed.
    @discardableResult
    package func setAsideEarlier() throws -> String? {
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
