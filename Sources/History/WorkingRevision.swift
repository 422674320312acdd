import Foundation

/// The revision of git's that a folder is at, read from the repository's own files: git itself need not be installed.
package enum WorkingRevision {
    /// The longest of the files that are read whole; a name of a revision takes far less.
    private static let longestFile = 4 << 20
    /// References that may name each other; git's own limit.
    private static let mostReferences = 5

    /// The name of the revision that is checked out in a folder or in one above it: 40 or 64 hexadecimal digits; nil where there is
    /// none, or the repository keeps its references in a way that is not known here (reftables).
    package static func read(from folder: String) -> String? {
        guard let repository = repository(above: folder) else { return nil }
        // A second worktree has its own HEAD, and shares the rest with the first.
        let shared = text("\(repository)/commondir").map { absolute($0, in: repository) } ?? repository
        var name = "HEAD"
        for _ in 0..<mostReferences {
            guard let line = text("\(repository)/\(name)") ?? text("\(shared)/\(name)") else {
                return packed(name, in: shared)
            }
            guard line.hasPrefix("ref: ") else { return isRevision(line) ? line : nil }
            name = String(line.dropFirst(5))
            // What a reference may not hold (git-check-ref-format) would lead out of the repository.
            guard name.hasPrefix("refs/"), !name.contains("..") else { return nil }
        }
        return nil
    }

    private static func repository(above folder: String) -> String? {
        var folder = URL(filePath: folder).standardizedFileURL
        while true {
            let path = folder.appending(path: ".git").path
            var isFolder: ObjCBool = false
            if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) {
                if isFolder.boolValue { return path }
                guard let line = text(path), line.hasPrefix("gitdir: ") else { return nil }
                return absolute(String(line.dropFirst(8)), in: folder.path)
            }
            guard folder.pathComponents.count > 1 else { return nil }
            folder.deleteLastPathComponent()
        }
    }

    /// The revision of a reference among those that lie together in one file, a line each.
    private static func packed(_ name: String, in repository: String) -> String? {
        for line in text("\(repository)/packed-refs")?.split(separator: "\n") ?? [] {
            let parts = line.split(separator: " ", maxSplits: 1)
            if parts.count == 2, parts[1] == name, isRevision(parts[0]) { return String(parts[0]) }
        }
        return nil
    }

    private static func absolute(_ path: String, in folder: String) -> String {
        path.hasPrefix("/") ? path : "\(folder)/\(path)"
    }

    private static func isRevision(_ text: some StringProtocol) -> Bool {
        (text.count == 40 || text.count == 64) && text.allSatisfy { $0.isASCII && $0.isHexDigit }
    }

    private static func text(_ path: String) -> String? {
        guard let file = FileHandle(forReadingAtPath: path), let bytes = try? file.read(upToCount: longestFile) else {
            return nil
        }
        return String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
