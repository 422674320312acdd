import Foundation
import HTTPWire
import TestSupport
import Testing

@testable import Corpus

@Suite("JSON lines")
struct HARRoundTripTests {
    private func line(_ exchange: Exchange) throws -> [UInt8] {
        var output: [UInt8] = []
        try JSONLinesExporter().append(exchange, to: &output)
        #expect(output.last == 0x0A && output.dropLast().contains(0x0A) == false)
        return output
    }

    private func imported(_ line: [UInt8]) throws -> Exchange {
        let entry = try JSONDecoder().decode(HAREntry.self, from: Data(line))
        return try entry.exchange(connection: entry.exportedConnection, keepingResponses: .max)
    }

    /// An exchange such as a capture gives: HTTP that keeps to the grammar.
    private func recorded(using random: inout SeededGenerator) -> Exchange {
        let message = HTTPMessageBuilder.randomRequest(using: &random)
        let parts = message.startLine.split(separator: " ").map { Array($0.utf8) }
        var exchange = Exchange.random(using: &random)
        let authority = ["service.test", "10.0.0.1:8080", "[::1]:80"].randomElement(using: &random) ?? ""
        exchange.request = RecordedRequest(
            method: parts[0],
            target: parts[1],
            authority: Array(authority.utf8),
            fields: Array((["Host: \(authority)"] + message.fields).map { $0 + "\r\n" }.joined().utf8),
            body: Bool.random(using: &random) ? message.body : Array("grüße".utf8),
            trailers: message.trailers.map { $0 + "\r\n" }.joined().utf8,
            version: [.http10, .http11, .http2, nil].randomElement(using: &random) ?? nil,
            scheme: [.http, .https].randomElement(using: &random),
            bodyState: [.complete, .truncated].randomElement(using: &random) ?? .complete
        )
        if let status = exchange.outcome.status, !(100...999).contains(status) { exchange.outcome.status = 200 }
        if exchange.outcome.status == nil {
            exchange.outcome.timeToFirstByte = nil
            exchange.outcome.responseSize = nil
        }
        exchange.response = exchange.outcome.status == nil ? nil : response(message, using: &random)
        return exchange
    }

    private func response(
        _ message: HTTPMessageBuilder,
        using random: inout SeededGenerator
    ) -> RecordedResponse {
        RecordedResponse(
            fieldLines: Array((message.fields + ["A: b"]).map { $0 + "\r\n" }.joined().utf8),
            body: [nil, [], message.body, Array("grüße".utf8)].randomElement(using: &random) ?? nil
        )
    }

    @Test("give back the exchange that was exported", arguments: UInt64(1)...60)
    func roundTrip(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<10 {
            let exchange = recorded(using: &random)
            // An archive has no place to say which values came from an earlier response.
            var expected = exchange
            expected.links = []
            #expect(try imported(line(exchange)) == expected)
        }
    }

    @Test("are the same bytes each time")
    func determinism() throws {
        var random = SeededGenerator(seed: 1)
        let exchange = recorded(using: &random)
        #expect(try line(exchange) == line(exchange))
    }

    @Test("are HAR to everybody else: all that the archive's definition asks for is there")
    func members() throws {
        let exchange = Exchange.simple("/a?b", method: "POST", body: "x")
        let entry = try JSONValue(data: Data(line(exchange)))
        #expect(entry["startedDateTime"]?.string == "2023-11-14T22:13:20Z")
        #expect(entry["time"]?.number == 2)
        #expect(entry["request"]?["url"]?.string == "http://service.test/a?b")
        #expect(entry["request"]?["httpVersion"]?.string == "HTTP/1.1")
        #expect(entry["request"]?["postData"]?["text"]?.string == "x")
        #expect(entry["response"]?["status"]?.number == 200)
        #expect(entry["response"]?["bodySize"]?.number == 100)
        #expect(entry["timings"]?["wait"]?.number == 1)
        #expect(entry["timings"]?["receive"]?.number == 1)
        #expect(entry["serverIPAddress"]?.string == "192.0.2.1")
        for name in ["headers", "cookies", "queryString", "headersSize", "bodySize"] {
            #expect(entry["request"]?[name] != nil, "\(name)")
        }
        for name in ["statusText", "httpVersion", "cookies", "headers", "content", "redirectURL", "headersSize"] {
            #expect(entry["response"]?[name] != nil, "\(name)")
        }
    }

    @Test("keep a target that no URL has", arguments: ["*", "service.test:443", "http://other.test/x"])
    func targets(_ target: String) throws {
        let exchange = Exchange.simple(target, method: "OPTIONS")
        #expect(try imported(line(exchange)) == exchange)
    }
}
