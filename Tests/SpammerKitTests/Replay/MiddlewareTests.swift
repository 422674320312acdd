import Analysis
import Corpus
import Glibc
import HTTPWire
import NIOPosix
import Requester
import TestSupport
import Testing

@testable import SpammerKit

@Suite("Middleware")
struct MiddlewareTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func corpus(_ exchanges: [Exchange]) throws -> String {
        let path = folder.file("in.corpus")
        try SmallCorpus.write(exchanges, to: path)
        return path
    }

    private static func some(_ count: Int) -> [Exchange] {
        (0..<count).map { SmallCorpus.exchange("GET", "/items/\($0)", at: Int64($0), fields: "Accept: a\r\n") }
    }

    private func replay(
        _ exchanges: [Exchange],
        to server: TalkingServer,
        through middleware: ReplayMiddleware,
        _ change: (inout ReplayOptions) -> Void = { _ in }
    ) async throws -> CheckedRun {
        try await CheckedRun(try await plan(exchanges, to: server, through: middleware, change))
    }

    private func plan(
        _ exchanges: [Exchange],
        to server: TalkingServer,
        through middleware: ReplayMiddleware,
        _ change: (inout ReplayOptions) -> Void = { _ in }
    ) async throws -> RunPlan {
        let requester = try PooledRequester(group: Loops.epoll.group)
        var options = ReplayOptions(
            corpus: try corpus(exchanges),
            target: Origin(scheme: .http, host: "127.0.0.1", port: server.port)
        )
        options.pace = .rate(perSecond: 2000) ?? .closed
        options.middleware = middleware
        change(&options)
        var plan = try await Replay(options, requester: requester).plan
        plan.onTeardown = { await requester.shutdown() }
        return plan
    }

    /// The heads that a server got, in the order of their targets.
    private func heads(_ server: TalkingServer) -> [String] {
        server.received.sorted { $0.target < $1.target }.map(\.head)
    }

    @Test("A closure changes requests, drops them, and what it makes of one that is none is left out")
    func closure() async throws {
        let server = try await TalkingServer.start()
        let run = try await replay(
            Self.some(5),
            to: server,
            through: .closure { request in
                var request = request
                switch request.exchange {
                case 1:
                    request.method = "HEAD"
                    request["accept"] = "b"
                    request["X-Host"] = request.host
                case 2: return nil
                case 3: request.headers.append(.init("X", "a\r\nB: c"))
                case 4: request.target = "/two words"
                default: break
                }
                return request
            }
        )
        #expect(
            heads(server) == [
                "HEAD /items/0 HTTP/1.1\r\nHost: 127.0.0.1:\(server.port)\r\nAccept: b\r\nX-Host: recorded.test",
                "GET /items/4 HTTP/1.1\r\nHost: 127.0.0.1:\(server.port)\r\nAccept: a",
            ]
        )
        #expect(run.summary.corpus?.notSelected == ["dropped by the middleware": 1])
        #expect(run.summary.corpus?.leftOut == ["what the middleware made of it is no request": 2])
        await server.shutdown()
    }

    @Test("A stranger's package replays through a closure")
    func publicReplay() async throws {
        let server = try await TalkingServer.start()
        let run = try await SpamRun.replay(
            try corpus(Self.some(3)),
            to: "http://127.0.0.1:\(server.port)",
            speed: 10,
            logFile: nil,
            outputJSON: nil
        ) { request in
            request.target == "/items/1" ? nil : request
        }
        let result = try await run.run()
        #expect(result.total == 2 && result.passes == 2)
        #expect(server.received.map(\.target).sorted() == ["/items/0", "/items/2"])
        await #expect(throws: SpamRunError.self) { try await SpamRun.replay("a", to: "http://a", speed: 0) }
        await server.shutdown()
    }

    @Test("What is not changed goes out byte for byte, even where it is no text")
    func bytes() throws {
        var exchange = SmallCorpus.exchange("POST", "/", at: 0)
        exchange.request = RecordedRequest(
            method: Array("POST".utf8),
            target: [UInt8(ascii: "/"), 0xFF],
            authority: [],
            fields: Array("X:  ".utf8) + [0xFE, 13, 10],
            body: [0, 1, 0xFF],
            version: .http11,
            scheme: .http
        )
        let element = ReplayStream.Element(
            exchange: exchange,
            number: 1,
            instant: exchange.start,
            connection: 0,
            copy: 0
        )
        let shown = ReplayRequest(element)
        #expect(try shown.recorded(from: exchange.request, shown: shown) == exchange.request)
        var changed = shown
        changed.body = [7]
        let sent = try changed.recorded(from: exchange.request, shown: shown)
        #expect(sent.fieldLines == exchange.request.fieldLines)
        #expect(sent.bytes(of: .target) == exchange.request.bytes(of: .target))
        #expect(sent.body == [7])
    }

    @Test("A command changes requests, and answers in the order that it likes")
    func command() async throws {
        let server = try await TalkingServer.start()
        // Two at a time, the second one first; what is left at the end of its input, then.
        let command = #"""
            sed -u 's/.*"id":\([0-9]*\).*"target":"\([^"]*\)".*/{"id":\1,"target":"\2?\1"}/' |
            awk '{ if (held) { print $0; print held; held = ""; fflush() } else held = $0 } END { if (held) print held }'
            """#
        let run = try await replay(Self.some(501), to: server, through: .command(command)) {
            if let rule = ExchangeFilter.Rule(.path, "!/items/7") { $0.filter.add(rule) }
        }
        #expect(run.summary.books.passed == 500)
        let targets = Set(server.received.map(\.target))
        #expect(targets.count == 500)
        // The numbers are those of the requests that were asked about: the eighth of the corpus was not.
        #expect(targets.contains("/items/0?1") && targets.contains("/items/6?7") && targets.contains("/items/8?8"))
        #expect(run.summary.configuration["exec"] == command)
        await server.shutdown()
    }

    @Test("A command's input has all of a request, and its answer may change all of it")
    func protocolOfCommand() async throws {
        let server = try await TalkingServer.start()
        let seen = folder.file("seen")
        let answer = #"{"id":1,"method":"PUT","target":"/b","headers":[["A","1"],["A","2"]],"body":""}"#
        let command = "read -r line; echo \"$line\" > '\(seen)'; echo '\(answer)'; cat > /dev/null"
        let exchange = SmallCorpus.exchange("POST", "/a?b=c", at: 0, body: "hello", fields: "Content-Length: 5\r\n")
        _ = try await replay([exchange], to: server, through: .command(command))
        #expect(
            String(decoding: try folder.read("seen"), as: UTF8.self)
                == #"{"body":"aGVsbG8=","connection":1,"exchange":1,"headers":[["Host","recorded.test"],["Content-Length","5"]],"#
                + #""host":"recorded.test","id":1,"method":"POST","target":"/a?b=c"}"# + "\n"
        )
        #expect(
            server.received.map(\.head) == [
                "PUT /b HTTP/1.1\r\nHost: 127.0.0.1:\(server.port)\r\nA: 1\r\nA: 2\r\nContent-Length: 0"
            ]
        )
        await server.shutdown()
    }

    @Test("A request that a command drops, or answers with what is none, is not sent, and is counted")
    func dropped() async throws {
        let server = try await TalkingServer.start()
        let command = #"""
            sed -u -e 's/.*"id":1,.*/{"id":1,"drop":true}/' -e 's/.*"id":2,.*/{"id":2,"headers":"none"}/' \
                -e 's/.*"id":3,.*/{"id":3,"method":"A B"}/' -e 's/.*"id":4,.*/{"id":4}/'
            """#
        let run = try await replay(Self.some(4), to: server, through: .command(command))
        #expect(server.received.map(\.target) == ["/items/3"])
        #expect(run.summary.corpus?.notSelected == ["dropped by the middleware": 1])
        #expect(
            run.summary.corpus?.leftOut == [
                "--exec gave an answer that is no request": 1, "what the middleware made of it is no request": 1,
            ]
        )
        await server.shutdown()
    }

    @Test(
        "A command that fails ends the replay with the reason, after what it had answered",
        arguments: [
            (#"head -n 3 | sed -u 's/.*"id":\([0-9]*\),.*/{"id":\1}/'; exit 7"#, "it ended with status 7", 3),
            (#"read -r a; echo '{"id":1}'; echo hello; cat > /dev/null"#, "it wrote: \"hello\"", 1),
            (#"read -r a; echo '{"id":1}'; echo '{"id":1}'; cat > /dev/null"#, "it answered request 1", 1),
            (#"read -r a; echo '{"id":999999}'; cat > /dev/null"#, "which it was not asked about", 0),
            (#"read -r a; echo '{"id":1}'; cat > /dev/null"#, "it was silent for 0.2 s", 1),
            ("kill -9 $$", "by signal 9", 0), ("exec no-such-command-here 2> /dev/null", "with status 127", 0),
        ]
    )
    func failing(_ command: String, _ words: String, _ sent: UInt64) async throws {
        let server = try await TalkingServer.start()
        var limits = ExecLimits()
        limits.silence = 200_000_000
        limits.ending = 100_000_000
        var plan = try await plan(Self.some(1000), to: server, through: .command(command, limits))
        plan.logFile = nil
        plan.outputJSON = folder.file("failed.json")
        plan.logsToStandardOutput = false
        let run = SpamRun(plan)
        let error = await #expect(throws: ReplayError.self) { try await run.run() }
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "no error")")
        #expect(server.received.count <= sent)
        await server.shutdown()
    }

    @Test("A command that answers all but one request loses that one")
    func oneLost() async throws {
        let server = try await TalkingServer.start()
        var limits = ExecLimits()
        limits.silence = 200_000_000
        let command = #"""
            sed -u -e '/"id":2,/d' -e 's/.*"id":\([0-9]*\),.*/{"id":\1}/'
            """#
        let run = try await replay(Self.some(2000), to: server, through: .command(command, limits))
        #expect(run.summary.books.passed == 1999)
        #expect(run.summary.corpus?.leftOut == ["--exec gave no answer": 1])
        await server.shutdown()
    }

    @Test("A command ends with its replay, even one that would not")
    func ended() async throws {
        let server = try await TalkingServer.start()
        var limits = ExecLimits()
        limits.ending = 100_000_000
        let file = folder.file("pid")
        let command = #"""
            echo $$ > '\#(file)'; trap '' TERM; sed -u 's/.*"id":\([0-9]*\),.*/{"id":\1}/'; while :; do sleep 1; done
            """#
        let run = try await replay(Self.some(100), to: server, through: .command(command, limits)) {
            $0.loops = true
            $0.duration = 200_000_000
        }
        #expect(run.summary.books.passed == 400)
        let text = String(decoding: try folder.read("pid"), as: UTF8.self)
        let process = try #require(Int32(text.split(separator: "\n").first ?? ""))
        #expect(kill(process, 0) != 0)
        await server.shutdown()
    }

    @Test("A replay whose command answers nothing is stopped as any other")
    func stopped() async throws {
        let server = try await TalkingServer.start()
        var limits = ExecLimits()
        limits.silence = .max
        limits.ending = 100_000_000
        let command = "cat > /dev/null; while :; do sleep 1; done"
        let plan = try await plan(Self.some(10), to: server, through: .command(command, limits))
        let run = try await CheckedRun(plan) { $0.stop() }
        #expect(run.summary.books.sent == 0)
        await server.shutdown()
    }
}
