import Foundation
import TestSupport
import Testing

@testable import Corpus

@Suite("A value that went back, as it is shown")
struct LinkedValueTests {
    private static let token = "9f3a77c1e0b24d68"

    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    /// A login at an instant, whose response gives the token.
    private func login(at time: Int64, connection: UInt64 = 1, _ target: String = "/login") -> Exchange {
        var exchange = Exchange.simple(target, at: time, connection: connection, fields: "Host: a.test\r\n", body: "")
        exchange.connection?.client = "10.0.0.1:50000"
        exchange.response = RecordedResponse(fieldLines: [], body: Array(#"{"token": "\#(Self.token)"}"#.utf8))
        return exchange
    }

    private func request(_ target: String = "/me", at time: Int64, fields: String = "", body: String = "") -> Exchange {
        var exchange = Exchange.simple(
            target,
            at: time,
            connection: 1,
            fields: "Host: a.test\r\n" + fields,
            body: body
        )
        exchange.connection?.client = "10.0.0.1:50000"
        return exchange
    }

    private func reader(_ exchanges: [Exchange]) throws -> CorpusReader {
        var options = CorpusWriter.Options()
        options.correlates = true
        options.overwrite = true
        let path = folder.file("a.corpus")
        let writer = try CorpusWriter(path: path, options: options)
        for exchange in exchanges { try writer.append(exchange) }
        _ = try writer.finish(provenance: Provenance())
        return try CorpusReader(path: path)
    }

    /// The values of the last exchange of a corpus.
    private func links(_ exchanges: [Exchange]) throws -> [LinkedValue] {
        let reader = try reader(exchanges)
        #expect(try reader.seek(toNumber: UInt64(exchanges.count - 1)))
        return reader.linkedValues(of: try #require(try reader.next()))
    }

    @Test(
        "names its place in the request, and where it was in which response",
        arguments: [
            ("/orders/\(token)/lines", "", "", "path segment 1"),
            ("/orders?page=2&key=\(token)", "", "", "query parameter key"),
            ("/", "Authorization: Bearer \(token)\r\n", "", "header authorization"),
            ("/", "Cookie: theme=dark; sid=\(token)\r\n", "", "cookie sid"),
            ("/", "", #"{"order": [1, {"id": "\#(token)"}]}"#, "json $.order[1].id"),
            ("/", "Content-Type: application/x-www-form-urlencoded\r\n", "a=1&csrf=\(token)", "form field csrf"),
        ]
    )
    func places(_ target: String, _ fields: String, _ body: String, _ place: String) throws {
        let links = try links([login(at: 0), request(target, at: 2000, fields: fields, body: body)])
        let link = try #require(links.first)
        #expect(links.count == 1)
        #expect(link.value == Self.token)
        #expect(link.place == place)
        #expect(link.endpoint == "GET /login")
        #expect(link.source == "json $.token")
        #expect(link.exchange == 1)
        #expect(link.age == 2_000_000_000)
    }

    @Test("names the exchange that gave it, and none that began at the same instant")
    func amongOthers() throws {
        let others = [login(at: 0, connection: 2, "/a"), login(at: 0, connection: 3, "/a")].map { exchange in
            var other = exchange
            other.response = nil
            return other
        }
        let links = try links(others + [login(at: 0, connection: 3), request("/orders/\(Self.token)", at: 1000)])
        #expect(links.map(\.exchange) == [3])
    }

    @Test("has no number where the exchange is not in the corpus")
    func cutOff() throws {
        let reader = try reader([login(at: 0), request("/orders/\(Self.token)", at: 1000)])
        #expect(try reader.seek(toNumber: 1))
        let last = try #require(try reader.next())
        let writer = try CorpusWriter(path: folder.file("b.corpus"))
        try writer.append(last)
        _ = try writer.finish(provenance: Provenance())
        let cut = try CorpusReader(path: folder.file("b.corpus"))
        let only = try #require(try cut.next())
        let link = try #require(cut.linkedValues(of: only).first)
        #expect(link.exchange == nil)
        #expect(link.endpoint == "GET /login")
    }

    @Test("A link that lies outside its request, and one to the end of time, are shown without what is not there")
    func outside() throws {
        let reader = try reader([login(at: 0)])
        var exchange = request(at: 5)
        exchange.links = ValueUse.allCases.flatMap { use in
            [0..<5_000, 4_000..<5_000, 3..<3].map { range in
                ValueLink(
                    source: ValueSource(endpoint: "GET /login", place: .json("$.token")),
                    connection: .max,
                    age: .max,
                    use: use,
                    range: range
                )
            }
        }
        let links = reader.linkedValues(of: exchange)
        #expect(links.count == exchange.links.count)
        #expect(links.allSatisfy { $0.exchange == nil && $0.value.isEmpty })
    }

    @Test("is a member more of the entry that show prints, which an export does not have")
    func json() throws {
        let exchange = request("/orders/\(Self.token)", at: 1)
        let link = LinkedValue(
            ValueLink(
                source: ValueSource(endpoint: "GET /login", place: .json("$.token")),
                connection: 1,
                age: 7,
                use: .path,
                range: 8..<24
            ),
            in: exchange.request,
            exchange: 4
        )
        let plain = try ShownExchange(exchange, links: []).line
        var exported: [UInt8] = []
        try JSONLinesExporter().append(exchange, to: &exported)
        #expect(plain == exported)
        let shown = try JSONSerialization.jsonObject(with: Data(try ShownExchange(exchange, links: [link]).line))
        let entry = try #require(shown as? [String: Any])
        let links = try #require(entry["_links"] as? [[String: Any]])
        #expect(entry["startedDateTime"] as? String == exchange.start.description)
        #expect(links.first?["value"] as? String == Self.token)
        #expect(links.first?["place"] as? String == "path segment 1")
        #expect(links.first?["source"] as? String == "json $.token")
        #expect(links.first?["exchange"] as? Int == 4)
    }
}
