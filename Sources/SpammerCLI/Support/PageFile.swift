import Foundation
import SpammerKit

/// The file of an HTML page.
enum PageFile {
    /// Writes a page; an earlier file is renamed with its time, and `-` is standard output.
    static func write(_ html: String, to path: String) throws {
        let file = OutputFile(path: path)
        try file.setAsideEarlier()
        try file.write(Data(html.utf8))
    }
}
