import Foundation
import SpammerKit

/// The file of an HTML page.
enum PageFile {
    /// Writes a page; an earlier file is renamed with its time, and `-` is standard output.
    static func write(_ html: String, to path: String) throws {
        guard path != "-" else { return StandardOutput.write(html) }
        try OutputFile(path: path).setAsideEarlier()
        do {
            try OutputFile(path: path).write(Data(html.utf8))
        } catch {
            throw CommandError("cannot write \(path): \(systemReason(of: error))")
        }
    }
}
