import Foundation

/// The body of a request as curl's `--data` takes it: a text, or a file behind an `@`.
enum RequestData {
    /// The bytes of a text, of a file, or of standard input for `@-`.
    ///
    /// Line breaks stay, unlike with curl.
    ///
    /// - Throws: ``CommandError`` where the file cannot be read.
    static func bytes(_ text: String) throws -> [UInt8] {
        guard text.hasPrefix("@") else { return Array(text.utf8) }
        let path = String(text.dropFirst())
        return Array(try GivenFile.bytes(path == "-" ? "/dev/stdin" : path, of: "--data"))
    }
}
