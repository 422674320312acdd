import Corpus
import HTTPWire
import TestSupport

/// Corpora of a few requests, for replays.
enum SmallCorpus {
    /// An exchange at a time, in milliseconds from some start.
    static func exchange(
        _ method: String = "GET",
        _ target: String,
        at milliseconds: Int64,
        status: UInt16 = 200,
        size: UInt64 = 10,
        body: String = "",
        host: String = "recorded.test",
        server: String = "192.0.2.1:80",
        bodyState: RecordedRequest.BodyState = .complete,
        fields: String = "",
        duration: UInt64 = 1_000_000
    ) -> Exchange {
        Exchange(
            start: Timestamp(nanoseconds: 1_700_000_000_000_000_000 + milliseconds * 1_000_000),
            connection: RecordedConnection(id: 1, client: "192.0.2.7:50000", server: server),
            request: RecordedRequest(
                method: Array(method.utf8),
                target: Array(target.utf8),
                authority: Array(host.utf8),
                fields: Array("Host: \(host)\r\n\(fields)".utf8),
                body: Array(body.utf8),
                version: .http11,
                scheme: .http,
                bodyState: bodyState
            ),
            outcome: Outcome(
                ending: .complete,
                status: status,
                timeToFirstByte: duration,
                duration: duration,
                responseSize: size,
                responseDigest: 7
            )
        )
    }

    /// Writes a corpus of exchanges.
    static func write(_ exchanges: [Exchange], to path: String) throws {
        let writer = try CorpusWriter(path: path)
        for exchange in exchanges { try writer.append(exchange) }
        _ = try writer.finish(provenance: Provenance())
    }
}
