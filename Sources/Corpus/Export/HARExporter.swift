/// Writes an HTTP archive (HAR 1.2) of all exchanges; `record` reads it back.
package struct HARExporter: Exporter {
    private let entries = JSONLinesExporter()
    private let creator: String
    private var isFirst = true

    /// An exporter.
    ///
    /// - Parameter version: that of this program, which the archive names.
    package init(version: String) {
        creator = version
    }

    package mutating func begin(_ output: inout [UInt8]) {
        let creator = "{\"name\":\"Spammer\",\"version\":\"\(creator)\"}"
        output.append(contentsOf: "{\"log\":{\"version\":\"1.2\",\"creator\":\(creator),\"entries\":[".utf8)
    }

    package mutating func append(_ exchange: Exchange, to output: inout [UInt8]) throws {
        output.append(contentsOf: isFirst ? "\n".utf8 : ",\n".utf8)
        isFirst = false
        try entries.append(exchange, to: &output)
        output.removeLast()
    }

    package mutating func end(_ output: inout [UInt8]) {
        output.append(contentsOf: "\n]}}\n".utf8)
    }
}
