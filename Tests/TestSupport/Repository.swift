import Foundation

/// The files of this repository, for tests that hold them to what the house has agreed on.
package enum Repository {
    /// Its folder.
    package static let path = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../..").standardizedFileURL.path

    /// The text of a file, by its path from the top.
    package static func text(_ file: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(filePath: "\(path)/\(file)")), as: UTF8.self)
    }

    /// The files in a folder and those below it that end so, by their paths from the top, sorted.
    package static func files(in folder: String, ending suffix: String) -> [String] {
        let names = FileManager.default.enumerator(atPath: "\(path)/\(folder)")?.compactMap { $0 as? String } ?? []
        return names.filter { $0.hasSuffix(suffix) }.map { "\(folder)/\($0)" }.sorted()
    }

    /// The names of the folders in a folder, sorted.
    package static func folders(in folder: String) -> [String] {
        let files = FileManager.default
        return ((try? files.contentsOfDirectory(atPath: "\(path)/\(folder)")) ?? []).sorted().filter {
            (try? files.contentsOfDirectory(atPath: "\(path)/\(folder)/\($0)")) != nil
        }
    }
}
