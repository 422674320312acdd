import Corpus
import HTTPWire

extension Exchange {
    /// A GET so many milliseconds after some start.
    static func simple(
        _ target: String = "/",
        method: String = "GET",
        at milliseconds: Int64 = 0,
        connection: UInt64? = 1,
        host: String = "service.test",
        fields: String = "Host: service.test\r\n",
        body: String = "",
        trailers: String = "",
        version: HTTPVersion? = .http11,
        scheme: RecordedRequest.Scheme? = .http,
        outcome: Outcome = Outcome(
            ending: .complete,
            status: 200,
            timeToFirstByte: 1_000_000,
            duration: 2_000_000,
            responseSize: 100,
            responseDigest: 0x0BAD_CAFE
        )
    ) -> Exchange {
        Exchange(
            start: Timestamp(nanoseconds: 1_700_000_000_000_000_000 + milliseconds * 1_000_000),
            connection: connection.map { RecordedConnection(id: $0, client: "10.0.0.7:50000", server: "192.0.2.1:80") },
            request: RecordedRequest(
                method: Array(method.utf8),
                target: Array(target.utf8),
                authority: Array(host.utf8),
                fields: Array(fields.utf8),
                body: Array(body.utf8),
                trailers: Array(trailers.utf8),
                version: version,
                scheme: scheme
            ),
            outcome: outcome
        )
    }
}
