import Analysis
import Corpus
import HTTPWire
import NIOCore
import NIOPosix
import Requester
import TestSupport
import Testing

@testable import SpammerKit

@Suite("A replay with --check-bodies")
struct ResponseCheckTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    /// A recorded exchange with its response.
    ///
    /// - Parameter keepsBody: whether the corpus has the body, and not its digest only.
    private static func exchange(
        _ target: String,
        _ body: [UInt8],
        at milliseconds: Int64 = 0,
        method: String = "GET",
        status: UInt16 = 200,
        fields: String = "Content-Type: application/json\r\n",
        requestFields: String = "",
        keepsBody: Bool = true
    ) -> Exchange {
        var exchange = SmallCorpus.exchange(
            method,
            target,
            at: milliseconds,
            status: status,
            size: UInt64(body.count),
            fields: requestFields
        )
        exchange.outcome.responseDigest = BodyDigest(of: body).crc32
        exchange.response = RecordedResponse(fieldLines: Array(fields.utf8), body: keepsBody ? body : nil)
        return exchange
    }

    private static func exchange(_ target: String, _ text: String, at milliseconds: Int64 = 0) -> Exchange {
        exchange(target, Array(text.utf8), at: milliseconds)
    }

    private func replay(
        _ exchanges: [Exchange]? = nil,
        over group: (any EventLoopGroup)? = nil,
        http2: Bool = false,
        check: ResponseCheckOptions = ResponseCheckOptions(),
        _ change: (inout ReplayOptions) throws -> Void = { _ in },
        answering answer: @escaping @Sendable (String) -> AnsweringServer.Answer
    ) async throws -> CheckedRun {
        if let exchanges {
            var options = CorpusWriter.Options()
            options.overwrite = true
            let writer = try CorpusWriter(path: folder.file("in.corpus"), options: options)
            for exchange in exchanges { try writer.append(exchange) }
            _ = try writer.finish(provenance: Provenance())
        }
        let server = try await AnsweringServer.start(http2: http2, answer)
        var configuration = RequesterConfiguration()
        if http2 { configuration.http = .http2 }
        let group = try group ?? (http2 ? Loops.nio : Loops.epoll).group
        let requester = try PooledRequester(configuration: configuration, group: group)
        let target = Origin(scheme: .http, host: "127.0.0.1", port: server.port)
        var options = ReplayOptions(corpus: folder.file("in.corpus"), target: target)
        options.pace = .closed
        options.check = check
        try change(&options)
        let run = try await CheckedRun(try await Replay(options, requester: requester).plan)
        await requester.shutdown()
        await server.shutdown()
        return run
    }

    private static func groups(_ summary: ResponsesSummary) -> [String] {
        summary.groups.map { group in
            let sides = "\(group.example.recorded ?? "-") \(group.example.replayed ?? "-")"
            return "\(group.endpoint) \(group.field) \(group.kind) \(group.count) \(sides)"
        }
    }

    /// Users whose answers have a time of their own, recorded twice each, then a list.
    private static let shop: [Exchange] =
        (0..<10).map { exchange("/users/\($0 % 5)", #"{"name":"n\#($0 % 5)","at":\#($0)}"#, at: Int64($0)) }
        + [exchange("/items", #"{"items":[{"price":1},{"price":2}]}"#, at: 20)]

    /// The same with another time, and other prices.
    @Sendable
    private static func answer(_ target: String) -> AnsweringServer.Answer {
        guard let number = target.split(separator: "/").last, target.hasPrefix("/users") else {
            return .init(#"{"items":[{"price":1},{"price":"2"}]}"#)
        }
        return .init(#"{"name":"n\#(number)","at":999}"#)
    }

    @Test("names the field that differs, and not what differs by itself", arguments: Loops.allCases)
    func found(over loops: Loops) async throws {
        let run = try await replay(Self.shop, over: try loops.group, answering: Self.answer)
        let found = try #require(run.summary.responses)
        #expect(Self.groups(found) == [#"GET /items $.items[*].price type 1 2 "2""#])
        #expect(found.groups.first?.example.exchange == 11)
        #expect(found.checked == 11 && found.equal == 10 && found.different == 1 && found.notComparable.isEmpty)
        #expect(found.noise == [NoisyField(endpoint: "GET /users/{id}", field: "$.at", kinds: [.value])])
        #expect(found.noisy == 10 && found.learned.repeated == 5 && found.headersCompared == 11)
        // It is reported; what fails a run is a threshold.
        #expect(run.summary.failures == 0 && run.result.verdict == .pass)
        #expect(
            run.log.contains { $0.contains("1 field that differs between identical recorded requests does not count") }
        )
        #expect(run.log.contains { $0.contains("$.items[*].price") })
    }

    @Test("does so over HTTP/2, whose header fields it compares, too")
    func http2() async throws {
        let run = try await replay(Self.shop, http2: true) { target in
            var answer = Self.answer(target)
            if target == "/items" { answer.fields = [("Content-Type", "text/json")] }
            return answer
        }
        let found = try #require(run.summary.responses)
        #expect(
            Set(Self.groups(found)) == [
                #"GET /items $.items[*].price type 1 2 "2""#,
                "GET /items header:content-type value 1 application/json text/json",
            ]
        )
        #expect(found.different == 1 && found.equal == 10)
    }

    @Test("A threshold for mismatches fails the run, as a rule to ignore the field does not")
    func thresholds() async throws {
        try SmallCorpus.write(Self.shop, to: folder.file("in.corpus"))
        let server = try await AnsweringServer.start(Self.answer)
        let requester = try PooledRequester(configuration: RequesterConfiguration(), group: try Loops.epoll.group)
        for (rules, passes) in [([], false), (["$..price"], true), (["GET /users/{id}: $..price"], false)] {
            let target = Origin(scheme: .http, host: "127.0.0.1", port: server.port)
            var options = ReplayOptions(corpus: folder.file("in.corpus"), target: target)
            options.pace = .closed
            options.check = ResponseCheckOptions(ignored: try rules.map { try IgnoreRule($0) })
            var plan = try await Replay(options, requester: requester).plan
            plan.thresholds = [try Threshold("GET /items: mismatches <= 0")]
            let run = try await CheckedRun(plan)
            #expect(run.result.verdict == (passes ? .pass : .fail))
            #expect(run.summary.responses?.ignored.map(\.count) == rules.map { _ in passes ? 1 : 0 })
        }
        await requester.shutdown()
        await server.shutdown()
    }

    @Test("Without bodies the digest decides; noise and rules make that nothing to go by, which is counted")
    func digests() async throws {
        func exchanges(_ keepsBody: Bool) -> [Exchange] {
            [
                Self.exchange("/same", Array("hello".utf8), at: 0, keepsBody: keepsBody),
                Self.exchange("/other", Array("hello".utf8), at: 1, keepsBody: keepsBody),
                Self.exchange("/noisy", Array("one".utf8), at: 2, keepsBody: keepsBody),
                Self.exchange("/noisy", Array("two".utf8), at: 3, keepsBody: keepsBody),
                Self.exchange("/ruled", Array("{\"a\":1}".utf8), at: 4, keepsBody: false),
            ]
        }
        for keepsBody in [false, true] {
            let check = ResponseCheckOptions(ignored: [try IgnoreRule("GET /ruled: $.a")])
            let run = try await replay(exchanges(keepsBody), check: check) { target in
                .init(target == "/same" ? "hello" : target == "/noisy" ? "two" : target == "/other" ? "hallo" : "{}")
            }
            let found = try #require(run.summary.responses)
            let digest = { (text: String) in String(BodyDigest(of: Array(text.utf8)).crc32, radix: 16) }
            let groups = Self.groups(found)
            #expect(
                groups.count == 1 && groups[0].hasPrefix("GET /other body value 1 5 bytes, CRC-32 \(digest("hello"))")
            )
            #expect(groups[0].contains("5 bytes, CRC-32 \(digest("hallo"))"))
            // One of the two is what the target answers.
            #expect(found.equal == 2 && found.notComparable == ["noise": 1, "body_not_kept": 1])
            #expect(found.checked == 5)
        }
    }

    @Test("Compressed bodies are compared by what they hold")
    func compressed() async throws {
        let packed = try #require(BodyCoding.gzipped(Array(#"{"a":1,"b":2}"#.utf8)))
        let other = try #require(BodyCoding.gzipped(Array(#"{"a":1,"b":3}"#.utf8)))
        let fields = "Content-Type: application/json\r\nContent-Encoding: gzip\r\n"
        let exchanges = ["/zipped", "/plain", "/changed", "/brotli"].enumerated().map { number, target in
            Self.exchange(target, packed, at: Int64(number), fields: fields)
        }
        let run = try await replay(exchanges) { target in
            var answer = AnsweringServer.Answer(#"{"b":2,"a":1}"#)
            if target == "/zipped" { answer.body = packed }
            if target == "/changed" { answer.body = other }
            if target == "/zipped" || target == "/changed" { answer.fields.append(("Content-Encoding", "gzip")) }
            if target == "/brotli" { answer.fields.append(("Content-Encoding", "br")) }
            return answer
        }
        let found = try #require(run.summary.responses)
        #expect(Self.groups(found) == ["GET /changed $.b value 1 2 3"])
        #expect(found.equal == 2 && found.notComparable == ["coding": 1])
    }

    @Test("Of a redacted corpus what was not redacted is compared, and no text of the target's is shown")
    func redacted() async throws {
        let exchanges = [
            Self.exchange("/secret", #"{"password":"hunter2xyz"}"#, at: 0),
            Self.exchange("/changed", #"{"password":"hunter2xyz"}"#, at: 1),
            Self.exchange("/plain", #"{"name":"Anna"}"#, at: 2),
        ]
        var options = CorpusWriter.Options()
        options.redaction = RedactionPolicy(key: Array("0123456789abcdef".utf8))
        let writer = try CorpusWriter(path: folder.file("in.corpus"), options: options)
        for exchange in exchanges { try writer.append(exchange) }
        _ = try writer.finish(provenance: Provenance())
        let run = try await replay { target in
            .init(
                target == "/plain"
                    ? #"{"name":"Berta"}"# : #"{"password":"\#(target == "/secret" ? "hunter2xyz" : "other")"}"#
            )
        }
        let found = try #require(run.summary.responses)
        #expect(found.equal == 1 && found.notComparable == ["redacted": 1])
        #expect(
            Self.groups(found) == ["GET /plain $.name value 1 text of 4 bytes, not shown text of 5 bytes, not shown"]
        )
    }

    @Test("Each request is counted once, the failed and the unrecorded too, but none of the warm-up")
    func books() async throws {
        var unanswered = Self.exchange("/unanswered", "{}", at: 1)
        unanswered.outcome = .noResponse
        unanswered.response = nil
        var logged = Self.exchange("/logged", "{}", at: 2)
        logged.outcome.responseDigest = nil
        logged.response = nil
        let exchanges = [
            Self.exchange("/status", Array("{}".utf8), at: 0, status: 404), unanswered, logged,
            Self.exchange("/head", [], at: 3, method: "HEAD"), Self.exchange("/late", "{}", at: 4),
        ]
        let run = try await replay(exchanges) {
            $0.timeout = 300_000_000
        } answering: { target in
            target == "/late" ? .init("", status: 102) : .init("{}")
        }
        let found = try #require(run.summary.responses)
        #expect(found.checked == 5 && found.equal == 1)
        #expect(found.notComparable == ["not_recorded": 1, "no_digest": 1, "failed": 1])
        #expect(Self.groups(found) == ["GET /status status value 1 404 200"])
        let warm = try await replay {
            $0.warmup = 3_600_000_000_000
        } answering: { _ in
            .init("{}")
        }
        #expect(warm.summary.responses?.checked == 0)
    }

    @Test("Users with cookies of their own are not taken for identical requests")
    func identity() async throws {
        let exchanges = (0..<4).map { number in
            Self.exchange(
                "/me",
                Array(#"{"name":"\#(number % 2)"}"#.utf8),
                at: Int64(number),
                requestFields: "Cookie: sid=\(number % 2)\r\nUser-Agent: \(number)\r\n"
            )
        }
        let run = try await replay(exchanges) { _ in .init(#"{"name":"0"}"#) }
        let found = try #require(run.summary.responses)
        #expect(found.learned.repeated == 2 && found.noise.isEmpty)
        #expect(Self.groups(found) == [#"GET /me $.name value 2 "1" "0""#])
    }

    @Test("Shards compare their own, and their counts add up")
    func shards() async throws {
        let exchanges = (0..<40).map { number in
            var exchange = Self.exchange("/a/\(number)", #"{"a":\#(number)}"#, at: Int64(number))
            exchange.connection = RecordedConnection(id: UInt64(number + 1))
            return exchange
        }
        var summaries: [RunSummary] = []
        for index in 1...3 {
            let run = try await replay(exchanges) {
                $0.shard = Shard(index: index, count: 3)
            } answering: { target in
                .init(target == "/a/7" ? #"{"a":8}"# : #"{"a":\#(target.dropFirst(3))}"#)
            }
            summaries.append(run.summary)
        }
        let parts = summaries.compactMap(\.responses)
        #expect(parts.count == 3 && parts.allSatisfy { $0.checked > 0 && $0.checked < 40 })
        var whole = parts[0]
        for part in parts.dropFirst() { whole.add(part) }
        #expect(whole.checked == 40 && whole.equal == 39)
        #expect(Self.groups(whole) == ["GET /a/{id} $.a value 1 7 8"])
    }
}
