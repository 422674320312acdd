import Foundation

/// A file of TLS keys, as `SSLKEYLOGFILE` names it.
struct KeyLogFile {
    /// Its content.
    let bytes: [UInt8]

    /// The file cannot be read.
    struct Unreadable: Error, CustomStringConvertible {
        let description: String
    }

    /// Reads the file.
    init(path: String) throws {
        do {
            bytes = Array(try Data(contentsOf: URL(filePath: path)))
        } catch {
            throw Unreadable(description: "--keylog \(path): \(systemReason(of: error))")
        }
    }
}
