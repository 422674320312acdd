import Foundation

/// Writes exchanges as JSON lines, each a HAR entry; `record` reads them back.
package struct JSONLinesExporter {
    private let encoder = JSONEncoder()

    /// An exporter of lines with their members in order, so that the same corpus gives the same bytes.
    package init() {
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    }

    /// Adds an exchange's line.
    package func append(_ exchange: Exchange, to output: inout [UInt8]) throws {
        output.append(contentsOf: try encoder.encode(HAREntry(exchange)))
        output.append(0x0A)
    }
}
