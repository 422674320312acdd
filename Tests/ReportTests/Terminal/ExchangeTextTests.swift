import Corpus
import HTTPWire
import Testing

@testable import Report

@Suite("The text of an exchange")
struct ExchangeTextTests {
    private let start = Timestamp(nanoseconds: 1_700_000_000_000_000_000)

    private var exchange: Exchange {
        Exchange(
            start: start.advanced(by: 1_500_000_000),
            connection: RecordedConnection(id: 7, client: "10.0.0.7:50000", server: "192.0.2.1:80"),
            request: RecordedRequest(
                method: Array("GET".utf8),
                target: Array("/me".utf8),
                authority: Array("a.test".utf8),
                fields: Array("Host: a.test\r\nAuthorization: Bearer abc123def456\r\n".utf8),
                body: [],
                version: .http11,
                scheme: .http
            ),
            outcome: Outcome(ending: .complete, status: 200, duration: 5_000_000)
        )
    }

    private func text(_ links: [LinkedValue]) -> String {
        ExchangeText(exchange, number: 12, of: 484, begin: start, links: links).text()
    }

    private func link(_ exchange: UInt64?, _ value: String = "abc123def456") -> LinkedValue {
        LinkedValue(
            value: value,
            place: "header authorization",
            endpoint: "POST /login",
            source: "json $.token",
            exchange: exchange,
            age: 1_500_000_000
        )
    }

    @Test("says which values went back, between the request and its outcome")
    func links() {
        let expected = """
            Exchange 12 of 484
              began at 2023-11-14T22:13:21.5Z, 1.50 s after the recording's first
              on connection 7, from 10.0.0.7:50000, to 192.0.2.1:80

            GET /me HTTP/1.1
            Host: a.test
            Authorization: Bearer abc123def456

            Values that earlier responses gave
              value         stands in             given by                                 as
              abc123def456  header authorization  exchange 11, POST /login, 1.50 s before  json $.token

            Status 200: the response was seen whole
              whole after 5.00 ms

            """
        #expect(text([link(11)]) == expected)
    }

    @Test("has no such section where none did, and says so where the response is elsewhere")
    func others() {
        #expect(!text([]).contains("earlier responses"))
        #expect(text([link(nil)]).contains("A response without a number is of an exchange that is not in this corpus."))
    }

    @Test("shows no value that steers a terminal, and stays within the page")
    func hostile() {
        let value = "\u{1B}[2J" + String(repeating: "x", count: 500)
        let lines = text([link(1, value)]).split(separator: "\n")
        #expect(lines.contains { $0.contains("\\x1B[2J") })
        #expect(lines.allSatisfy { !$0.contains("\u{1B}") && $0.count <= TextTable.pageWidth })
    }
}
