import Corpus
import Foundation
import HTTPWire
import TestSupport
import Testing

/// `tools/read-corpus` is written by `FORMAT.md` and shares no code with this package.
@Suite("Another reader of the format", .enabled(if: hasPython, "it needs python3"))
struct OtherReaderTests {
    private static let tool = URL(filePath: #filePath).deletingLastPathComponent().appending(
        path: "../../../tools/read-corpus"
    )
    .standardizedFileURL.path

    @Test("finds the same exchanges in the same bytes", arguments: UInt64(1)...3)
    func exchanges(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let exchanges = (0..<80).map { _ in Exchange.random(using: &random) }
        let corpus = try CorpusOnDisk(exchanges)
        let (status, output) = try run("python3", [Self.tool, corpus.path])
        #expect(status == 0)
        let lines = String(decoding: output, as: UTF8.self).split(separator: "\n").map(String.init)
        #expect(lines == (try exchanges.inCorpusOrder.map(Self.line)))
    }

    @Test("refuses a corpus that is damaged")
    func damage() throws {
        let corpus = try CorpusOnDisk([.simple()])
        var bytes = try corpus.bytes()
        bytes[bytes.count / 4] ^= 0x10
        let path = try corpus.folder.write("damaged", bytes)
        #expect(try run("python3", [Self.tool, path]).status != 0)
    }

    /// An exchange as the tool prints it, with its keys in order as Python has them.
    private static func line(_ exchange: Exchange) throws -> String {
        let request = exchange.request
        func text(_ part: RecordedRequest.Part) -> String {
            String(String.UnicodeScalarView(request.bytes(of: part).map { Unicode.Scalar($0) }))
        }
        func json(_ value: (some CustomStringConvertible)?) -> String { value.map { "\($0)" } ?? "null" }
        func quoted(_ value: String?) -> String { value.map(quote) ?? "null" }
        let connection = exchange.connection.map {
            #"{"client": \#(quoted($0.client)), "id": \#($0.id), "server": \#(quoted($0.server))}"#
        }
        let version = request.version.map { [.http10: "HTTP/1.0", .http11: "HTTP/1.1", .http2: "HTTP/2"][$0] ?? "" }
        let outcome = exchange.outcome
        func bytes(_ bytes: [UInt8]?) -> String {
            quoted(bytes.map { String(String.UnicodeScalarView($0.map { Unicode.Scalar($0) })) })
        }
        let response = exchange.response
        let members: [(String, String)?] = [
            ("authority", quote(text(.authority))), ("body", quote(text(.body))),
            ("bodyState", quote("\(request.bodyState)")),
            ("connection", connection ?? "null"), ("duration", json(outcome.duration)),
            ("ending", quote("\(outcome.ending)")), ("fields", quote(text(.fields))),
            ("grpcStatus", json(outcome.grpcStatus?.code)),
            exchange.links.isEmpty ? nil : ("links", "[" + exchange.links.map(link).joined(separator: ", ") + "]"),
            ("method", quote(text(.method))),
            response.map { ("responseBody", bytes($0.body)) },
            ("responseDigest", json(outcome.responseDigest)),
            response.map { ("responseFields", bytes($0.fieldLines)) },
            ("responseSize", json(outcome.responseSize)),
            ("scheme", quoted(request.scheme.map { "\($0)" })), ("start", json(exchange.start.nanoseconds)),
            ("status", json(outcome.status)), ("target", quote(text(.target))),
            ("timeToFirstByte", json(outcome.timeToFirstByte)), ("trailers", quote(text(.trailers))),
            ("version", quoted(version)),
        ]
        return "{" + members.compactMap(\.self).map { "\"\($0.0)\": \($0.1)" }.joined(separator: ", ") + "}"
    }

    private static func link(_ link: ValueLink) -> String {
        """
        {"age": \(link.age), "connection": \(link.connection), "endpoint": \(quote(link.source.endpoint)), \
        "escaped": \(link.isEscaped), "length": \(link.range.count), "offset": \(link.range.lowerBound), \
        "place": \(quote(link.source.place.description)), "use": \(quote("\(link.use)"))}
        """
    }

    /// A string as Python writes it in JSON: ASCII only.
    private static func quote(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            case "\u{8}": quoted += "\\b"
            case "\u{C}": quoted += "\\f"
            case " "..."~": quoted.unicodeScalars.append(scalar)
            default:
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }
        }
        return quoted + "\""
    }
}

/// Whether the machine has Python.
private let hasPython = (try? run("python3", ["--version"]).status) == 0
