import Foundation

/// A file that an argument or an option names, and that is read whole.
enum GivenFile {
    /// Its bytes.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - option: what names it, `--keylog`; nil for an argument.
    /// - Throws: ``CommandError`` where it cannot be read.
    static func bytes(_ path: String, of option: String? = nil) throws -> Data {
        do {
            return try Data(contentsOf: URL(filePath: path))
        } catch {
            throw CommandError("cannot read \(option.map { $0 + " " } ?? "")\(path): \(systemReason(of: error))")
        }
    }

    /// The same, as text.
    static func text(_ path: String, of option: String? = nil) throws -> String {
        String(decoding: try bytes(path, of: option), as: UTF8.self)
    }
}
