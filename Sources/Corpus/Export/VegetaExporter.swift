import Foundation

/// Writes requests as vegeta's targets in JSON, one a line (`vegeta attack -format=json`).
package struct VegetaExporter: Exporter {
    private let encoder = JSONEncoder()

    /// A target, as vegeta's schema has it.
    private struct Target: Encodable {
        var method: String
        var url: String
        var body: String?
        var header: [String: [String]]
    }

    /// An exporter of lines with their members in order.
    package init() {
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    }

    package mutating func append(_ exchange: Exchange, to output: inout [UInt8]) throws {
        let request = ExportedRequest(exchange.request)
        let target = Target(
            method: request.method,
            url: request.url,
            body: request.body.isEmpty ? nil : Data(request.body).base64EncodedString(),
            header: Dictionary(request.fields.map { ($0.name, [$0.value]) }) { $0 + $1 }
        )
        output.append(contentsOf: try encoder.encode(target))
        output.append(0x0A)
    }
}
