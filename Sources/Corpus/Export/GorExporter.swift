/// Writes requests as a file of GoReplay's (`--output-file`, https://github.com/buger/goreplay/wiki); `record` reads it back.
///
/// Each payload is a line of its kind, a number, the time in nanoseconds and 0, then the request as HTTP/1.1, then a line with
/// three monkeys. Responses are not in a corpus, so their payloads are not in the file.
package struct GorExporter: Exporter {
    private static let separator = Array("\n🐵🙈🙉\n".utf8)

    private let requests = RawExporter()
    private var number: UInt64 = 0

    /// An exporter.
    package init() {}

    package mutating func append(_ exchange: Exchange, to output: inout [UInt8]) {
        number += 1
        let digits = String(number, radix: 16)
        let id = String(repeating: "0", count: max(0, 24 - digits.count)) + digits
        output.append(contentsOf: "1 \(id) \(exchange.start.nanoseconds) 0\n".utf8)
        requests.append(exchange, to: &output)
        output.append(contentsOf: Self.separator)
    }
}
