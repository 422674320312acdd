import Analysis
import Corpus
import TestSupport

@testable import Report

/// Runs and recordings whose pages tests look at.
enum Pages {
    /// A replay of two endpoints, with a failure, a late request and a changed status.
    static func summary(slower: Double = 1) -> RunSummary {
        var run = RunBuilder(endpoints: ["GET /products/{id}", "POST /cart"])
        for number in 0..<200 {
            run.add(
                RunBuilder.measurement(
                    endpoint: number % 4 == 0 ? 1 : 0,
                    at: Double(number) * 10,
                    late: 0.25,
                    took: (2 + Double(number % 20) / 10) * slower,
                    bytes: 5000,
                    recorded: 200,
                    recordedDuration: 2
                )
            )
        }
        run.add(
            RunBuilder.measurement(
                endpoint: 1,
                at: 2000,
                took: 3,
                result: .failed(.status),
                status: 503,
                recorded: 200,
                recordedDuration: 2
            ),
            reason: "status: 503, and 200 was recorded"
        )
        run.add(
            RunBuilder.measurement(
                endpoint: 0,
                at: 2010,
                took: 900,
                result: .failed(.timeout),
                status: 0,
                recorded: 200
            ),
            reason: "timeout: waiting for the first byte"
        )
        return run.summary { $0.speed = 2 }
    }

    /// Responses of which some differ.
    static var responses: ResponsesSummary {
        var responses = ResponsesSummary()
        (responses.checked, responses.equal, responses.different) = (1000, 980, 12)
        responses.notComparable = ["redacted": 5, "failed": 3]
        responses.headers = ["content-type"]
        responses.headersCompared = 900
        responses.endpoints = [ComparedEndpoint(name: "POST /cart", compared: 992, different: 12)]
        responses.groups = [
            DifferenceGroup(
                endpoint: "POST /cart",
                field: "$.items[*].price",
                kind: .type,
                count: 12,
                example: .init(exchange: 41, recorded: "19.5", replayed: "\"19.50\"")
            ),
            DifferenceGroup(
                endpoint: "POST /cart",
                field: "$.note",
                kind: .missing,
                count: 2,
                example: .init(exchange: 44, recorded: "\"<b>\"", replayed: nil)
            ),
        ]
        responses.ignored = [IgnoredField(rule: "$.never", count: 0)]
        responses.noise = [NoisyField(endpoint: "POST /cart", field: "$.at", kinds: [.value])]
        responses.noisy = 700
        return responses
    }

    /// The account of a capture with something of everything.
    static var account: RecordingAccount {
        var account = RecordingAccount()
        account.packets.total = 1934
        account.packets.tcp = 1900
        account.packets.otherTransport = 30
        account.packets.malformed = 4
        account.packets.cut = 1
        account.bytes.total = 987_896
        account.bytes.requests = 104_335
        account.bytes.responses = 883_461
        account.bytes.tls = 100
        account.bytes.lostInGaps = 1460
        account.streams.total = 39
        account.streams.http = 38
        account.streams.tls = 1
        account.streams.withGaps = 1
        account.messages.requests = 484
        account.messages.paired = 483
        account.messages.requestsWithoutResponse = 1
        account.messages.responses = 483
        account.count("abandonedDatagrams", by: 2)
        return account
    }

    /// What an inspection of a small corpus finds.
    static func inspection(_ exchanges: [Exchange], cutBy bytes: Int = 0) throws -> CorpusInspection {
        let folder = try TemporaryFolder()
        let writer = try CorpusWriter(path: folder.file("shop.corpus"))
        for exchange in exchanges { try writer.append(exchange) }
        var provenance = Provenance()
        provenance.sources = [.init(name: "shop.pcap", kind: "pcap", exchanges: UInt64(exchanges.count))]
        _ = try writer.finish(provenance: provenance)
        let whole = try folder.read("shop.corpus")
        try folder.write("shop.corpus", Array(whole.dropLast(bytes)))
        var inspection = try CorpusInspection(CorpusReader(path: folder.file("shop.corpus")))
        inspection.path = "shop.corpus"
        inspection.fileSize = 20_200
        return inspection
    }

    /// A GET so many milliseconds after some start.
    static func exchange(
        _ target: String,
        at milliseconds: Int64,
        host: String = "shop.test",
        fields: String = "",
        outcome: Outcome = Outcome(ending: .complete, status: 200, timeToFirstByte: 1_000_000, duration: 2_000_000)
    ) -> Exchange {
        Exchange(
            start: Timestamp(nanoseconds: 1_790_000_000_000_000_000 + milliseconds * 1_000_000),
            connection: RecordedConnection(id: 1),
            request: RecordedRequest(
                method: Array("GET".utf8),
                target: Array(target.utf8),
                authority: Array(host.utf8),
                fields: Array(fields.utf8),
                version: nil,
                scheme: nil
            ),
            outcome: outcome
        )
    }
}
