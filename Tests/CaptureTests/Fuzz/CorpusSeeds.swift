import Foundation
import FuzzTargets
import HTTPWire
import TestSupport
import Testing

@testable import Corpus

/// Members of corpora, and sessions, for a fuzzer to begin with.
enum CorpusSeeds {
    static func seeds(_ target: FuzzTarget) throws -> [[UInt8]] {
        guard target == .corpus else { return sessions }
        return try [0, 1, 2].flatMap { kept in try corpora(keeping: kept) }
    }

    // MARK: - Corpora

    /// A small corpus, member by member: whole, without its end, and with a block that is damaged.
    ///
    /// - Parameter kept: how much of an exchange it has: 1 for responses, 2 for links, too.
    private static func corpora(keeping kept: Int) throws -> [[UInt8]] {
        let folder = try TemporaryFolder()
        var options = CorpusWriter.Options()
        options.correlates = kept > 1
        let writer = try CorpusWriter(path: folder.file("a.corpus"), options: options)
        for (number, step) in steps.enumerated() {
            var exchange = exchange(step, at: Int64(number) * 1_000_000)
            if kept == 0 { exchange.response = nil }
            try writer.append(exchange)
        }
        _ = try writer.finish(provenance: Provenance())
        let reader = try CorpusReader(path: folder.file("a.corpus"))
        let block = piece(0, try reader.content(ofBlock: 0))
        let footer = try piece(1, #require(reader.footer).membersBehindIndex)
        let end: [UInt8] = [2, 0, 0]
        return [
            [0] + block + footer + end, [UInt8(kept * 2)] + block + footer + end, [1] + block + block,
            [7] + block + piece(3, Array("damage".utf8)) + block, [1] + piece(0x40, Array(block.dropFirst(3))) + block,
        ]
    }

    private static func piece(_ kind: UInt8, _ content: [UInt8]) -> [UInt8] {
        [kind, UInt8(content.count >> 8 & 0xFF), UInt8(content.count & 0xFF)] + content
    }

    private struct Step {
        var target: String
        var fields = ""
        var body = ""
        var responseFields = ""
        var responseBody = ""
    }

    private static let steps = [
        Step(
            target: "/login",
            fields: "Host: a\r\nAuthorization: Basic YTpi\r\n",
            body: "user=a&password=b",
            responseFields: "Content-Type: application/json\r\nSet-Cookie: sid=Zx81kQ9021; Path=/\r\n",
            responseBody: #"{"token":"tok4711abc","items":[{"id":"a1b2c3d4"}]}"#
        ),
        Step(
            target: "/items/a1b2c3d4?t=tok4711abc",
            fields: "Host: a\r\nCookie: sid=Zx81kQ9021\r\nX-Token: tok4711abc\r\n",
            body: #"{"token":"tok4711abc"}"#,
            responseFields: "Location: /o/77f61a2b?code=9921ab\r\nETag: W/\"e4711b22\"\r\n",
            responseBody: "[12345678]"
        ),
        Step(target: "/o/77f61a2b/12345678?c=9921ab", fields: "If-None-Match: \"e4711b22\"\r\n"),
    ]

    private static func exchange(_ step: Step, at time: Int64) -> Exchange {
        Exchange(
            start: Timestamp(nanoseconds: 1_700_000_000_000_000_000 + time),
            connection: RecordedConnection(id: 1, client: "10.0.0.7:50000", server: "10.0.1.1:80"),
            request: RecordedRequest(
                method: "POST".utf8,
                target: step.target.utf8,
                authority: "a".utf8,
                fields: step.fields.utf8,
                body: step.body.utf8,
                version: .http11,
                scheme: .http
            ),
            outcome: Outcome(ending: .complete, status: 200, timeToFirstByte: 1000, duration: 2000, responseSize: 50),
            response: RecordedResponse(fieldLines: Array(step.responseFields.utf8), body: Array(step.responseBody.utf8))
        )
    }

    // MARK: - Sessions

    private static let sessions: [[UInt8]] = (0..<4).map { flags in
        steps.flatMap { step in
            [UInt8(0x20 | flags & 1)]
                + [step.target, step.fields, step.body, step.responseFields, step.responseBody]
                .flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) }
        }
    }
}

extension CorpusFooter {
    /// The JSON of its members but the index, as they follow it.
    fileprivate var membersBehindIndex: [UInt8] {
        get throws {
            var members = try #require(JSONSerialization.jsonObject(with: Data(encoded())) as? [String: Any])
            members["index"] = nil
            return Array(try JSONSerialization.data(withJSONObject: members).dropFirst())
        }
    }
}
