import Foundation
import TestSupport
import Testing

@testable import Corpus

@Suite("A corpus's footer")
struct CorpusFooterTests {
    @Test("comes back as it was written, with provenance and histograms")
    func roundTrip() throws {
        var random = SeededGenerator(seed: 5)
        var builder = FooterBuilder()
        for _ in 0..<50 { builder.add(.random(using: &random)) }
        var provenance = Provenance()
        provenance.sources = [.init(name: "a.pcap", kind: "pcap", exchanges: 50, warnings: ["cut"], absent: ["x"])]
        provenance.account.count("something", by: 3)
        let footer = builder.finish(provenance)
        #expect(try CorpusFooter(content: footer.encoded()) == footer)
        #expect(try footer.encoded() == builder.finish(provenance).encoded())
    }

    @Test("adds up what the exchanges come to")
    func totals() throws {
        let footer = try CorpusOnDisk([
            .simple("/a", at: 0, connection: 1, host: "a.test", body: "12345"),
            .simple("/a", at: 20, connection: 2, host: "b.test"),
            .simple("/b", at: 50, connection: 1, host: "a.test", outcome: .noResponse),
            .simple("/c", at: 50, connection: nil, host: ""),
        ]).footer
        #expect(footer.totals.exchanges == 4)
        #expect(footer.totals.connections == 2)
        #expect(footer.totals.requestBodyBytes == 5)
        #expect(footer.totals.responseBodyBytes == 300)
        #expect(footer.totals.hosts == ["a.test": 2, "b.test": 1, "": 1])
        #expect(footer.totals.servers == ["192.0.2.1:80": 3])
        #expect(footer.totals.clients?.values.reduce(0, +) == 3)
        #expect(footer.totals.clients?.keys.contains { $0.contains(":") } == false)
        #expect(footer.totals.requestBodySizes?.count == 1 && footer.totals.requestBodySizes?.max == 5)
        #expect(footer.totals.responseBodySizes?.count == 3 && footer.totals.responseBodySizes?.quantile(0.5) == 100)
        #expect(footer.totals.span == 50_000_000)
        #expect(footer.index.map(\.count) == [4])
        #expect(footer.endpoints.map(\.name) == ["GET /a", "GET /b", "GET /c"])
        #expect(footer.endpoints.map(\.count) == [2, 1, 1])
        #expect(footer.endpoints[0].statuses == [200: 2])
        #expect(footer.endpoints[1].incomplete == 1)
        #expect(footer.endpoints[0].duration.count == 2)
        #expect(footer.endpoints[0].duration.max == 2_000_000)
    }

    @Test("says which credentials are kept, by name and count, and no value of one")
    func credentials() throws {
        let corpus = try CorpusOnDisk([
            .simple("/?token=hunter2", fields: "Host: a\r\nAUTHORIZATION: Basic hunter2\r\nCookie: a=hunter2\r\n"),
            .simple("/", fields: "Host: a\r\nCookie: a=hunter2\r\n"),
        ])
        #expect(corpus.footer.provenance.credentials == ["Authorization": 1, "Cookie": 2, "?token=": 1])
        #expect(!String(decoding: try corpus.footer.encoded(), as: UTF8.self).contains("hunter2"))
    }

    @Test("bounds the hosts that it names")
    func manyHosts() throws {
        var builder = FooterBuilder()
        for number in 0..<1500 { builder.add(.simple(host: "host-\(number).test")) }
        builder.add(.simple(host: "host-3.test"))
        let hosts = builder.finish(Provenance()).totals.hosts
        #expect(hosts.count == 1001)
        #expect(hosts["(other)"] == 500)
        #expect(hosts["host-3.test"] == 2)
        #expect(hosts.values.reduce(0, +) == 1501)
    }

    @Test("tells corpora of other exchanges apart by the digest of their content")
    func digest() throws {
        let first = try CorpusOnDisk([.simple("/a")]).footer.totals.contentDigest
        #expect(try CorpusOnDisk([.simple("/a")]).footer.totals.contentDigest == first)
        #expect(try CorpusOnDisk([.simple("/b")]).footer.totals.contentDigest != first)
    }

    @Test("with numbers that nobody can have counted is none")
    func hostileCounts() throws {
        var builder = FooterBuilder()
        builder.add(.simple())
        let text = String(decoding: try builder.finish(Provenance()).encoded(), as: UTF8.self)
        for (part, other) in [
            (#""counts":[1]"#, #""counts":[18446744073709551615]"#), (#""200":1"#, #""200":18446744073709551615"#),
            (#""200":1"#, #""70000":1"#), (#""counts":[1]"#, #""counts":[]"#),
        ] {
            #expect(text.contains(part))
            let changed = text.replacing(part, with: other)
            #expect(throws: DecodingError.self) { try CorpusFooter(content: Array(changed.utf8)) }
        }
    }
}
