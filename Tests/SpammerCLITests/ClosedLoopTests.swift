import Analysis
import Capture
import Corpus
import Foundation
import HTTPWire
import NIOPosix
import Requester
import StandIn
import TestSupport
import Testing

@testable import SpammerKit

/// Record a capture, serve it, replay it while the loopback interface is captured, and record that capture: what was
/// replayed is what was recorded.
@Suite("The closed loop", .enabled(if: LoopbackCapture.isAllowed, "capturing needs root or CAP_NET_RAW"))
struct ClosedLoopTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    /// A request as it is compared: all that a replay must not change.
    private struct Sent: Hashable {
        var method: [UInt8]
        var target: [UInt8]
        var fields: [[UInt8]]
        var body: [UInt8]
        var trailers: [UInt8]
        var status: UInt16?

        /// The fields that are a connection's own, or follow the target (RFC 9110, section 7.6.1).
        private static let changed = [
            "host", "connection", "keep-alive", "proxy-connection", "te", "upgrade", "expect", "transfer-encoding",
            "content-length",
        ]

        init(_ exchange: Exchange) {
            let request = exchange.request
            let block = request.fieldLines
            method = Array(request.method.utf8)
            target = Array(request.target.utf8)
            var lines: [[UInt8]] = []
            for line in FieldLines(block) {
                let name = String(decoding: block[line.name], as: UTF8.self)
                if Self.changed.contains(name.lowercased()) { continue }
                lines.append(Array("\(name): ".utf8) + block[line.value])
            }
            fields = lines
            body = Array(request.body)
            trailers = Array(request.trailerLines)
            status = exchange.outcome.status
        }
    }

    /// A capture of many kinds of requests, packet by packet.
    private func capture() throws -> String {
        var random = SeededGenerator(seed: 11)
        var script = PacketScript()
        script.step = 200_000
        var connections = (0..<6).map { PacketScript.Connection(client: .init([10, 0, 0, UInt8(10 + $0)], 40_000)) }
        for index in connections.indices { script.open(&connections[index]) }
        for number in 0..<240 {
            let index = number % connections.count
            let body = String(repeating: "körper \(number) ", count: Int.random(in: 1...40, using: &random))
            let size = body.utf8.count
            let request =
                switch number % 6 {
                case 0:
                    "GET /items/\(number)?q=a%20b HTTP/1.1\r\nHost: shop.test\r\nX-Number: \(number)\r\ncookie: a=b\r\n\r\n"
                case 1:
                    "POST /items HTTP/1.1\r\nHost: shop.test\r\nContent-Length: \(size)\r\nX-N:\(number)\r\n\r\n\(body)"
                case 2:
                    "PUT /items/\(number) HTTP/1.1\r\nHost: shop.test\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "\(String(size, radix: 16))\r\n\(body)\r\n0\r\nX-Trailer: \(number)\r\n\r\n"
                case 3: "HEAD /items/\(number) HTTP/1.1\r\nHost: shop.test\r\nConnection: keep-alive\r\n\r\n"
                case 4:
                    "DELETE /items/\(number) HTTP/1.1\r\nHost: shop.test\r\nAuthorization: Bearer t\(number)\r\n\r\n"
                default: "OPTIONS * HTTP/1.1\r\nHost: shop.test\r\nX-Number: \(number)\r\n\r\n"
                }
            script.send(&connections[index], .client, request, segment: Int.random(in: 40...1460, using: &random))
            // Only what has a target of its own is answered in its own way: the stand-in answers alike requests in turn, and
            // those of different connections may change places on a busy machine.
            let status = number % 7 == 0 && [0, 2, 3].contains(number % 6) ? 404 : 200
            let response =
                number % 6 == 4
                ? "HTTP/1.1 204 No Content\r\n\r\n"
                : "HTTP/1.1 \(status) X\r\nContent-Length: 5\r\n\r\n\(number % 6 == 3 ? "" : "hello")"
            script.send(&connections[index], .server, response)
            script.time += Int64.random(in: 0...20_000_000, using: &random)
        }
        return try folder.write("production.pcap", script.pcap)
    }

    private func record(_ capture: String, as name: String) throws -> [Exchange] {
        let path = folder.file(name)
        let writer = try CorpusWriter(path: path)
        let provenance = try Recorder(options: RecorderOptions(inputs: [capture])).run { try writer.append($0) }
        #expect(provenance.account.imbalances.isEmpty)
        #expect(provenance.account.bytes.lostInGaps == 0)
        _ = try writer.finish(provenance: provenance)
        let reader = try CorpusReader(path: path)
        var exchanges: [Exchange] = []
        while let exchange = try reader.next() { exchanges.append(exchange) }
        return exchanges
    }

    @Test("the same requests, byte for byte but for what a replay must change, at the same spacing, scaled")
    func roundTrip() async throws {
        let recorded = try record(try capture(), as: "production.corpus")
        #expect(recorded.count == 240)
        #expect(Set(recorded.map(Sent.init)).count > 190)
        var lateness = Double.infinity
        // Requests are on the wire as late as the machine lets them be, so one quiet replay of five is asked for. A wrong
        // pace spoils all of them: a twentieth off moves the median by 32 ms.
        for attempt in 1...5 where lateness > 20 {
            let (replayed, began) = try await replay(speed: 2, attempt: attempt)
            #expect(replayed.count == recorded.count)
            // Requests of different connections may change places where they were near each other; none may change.
            #expect(Set(replayed.map(Sent.init)) == Set(recorded.map(Sent.init)))
            let late = try latenesses(recorded, replayed, speed: 2, began: began)
            // Never early, on any machine. The wall clock may be slewed meanwhile, by 500 parts in a million at most.
            let earliest = try #require(late.first)
            #expect(earliest > -1)
            lateness = late[late.count / 2]
        }
        #expect(lateness <= 20, "the median request was \(lateness) ms late")
    }

    /// Replays the production corpus to a stand-in for its service, and records what was on the wire meanwhile.
    ///
    /// - Returns: What was recorded, and the run's start by the wall clock, at most a millisecond early.
    private func replay(speed: Double, attempt: Int) async throws -> ([Exchange], Timestamp) {
        let corpus = folder.file("production.corpus")
        let capture = folder.file("replay-\(attempt).pcap")
        let server = try await StandInServer.start(corpus: corpus, latency: .none)
        let loopback = try LoopbackCapture(port: server.port, path: capture, sentinel: "GET /the-end ")
        let requester = try PooledRequester(group: MultiThreadedEventLoopGroup.singleton)
        let target = Origin(scheme: .http, host: "127.0.0.1", port: server.port)
        var options = ReplayOptions(corpus: corpus, target: target)
        options.pace = .recorded(speed: speed)
        var plan = try await Replay(options, requester: requester).plan
        plan.logFile = nil
        plan.outputJSON = nil
        plan.logsToStandardOutput = false
        let result = try await SpamRun(plan).run()
        #expect(result.summary.books.passed == 240)
        _ = await requester.send(try Request("GET", "\(target)/the-end").wire)
        let dropped = await loopback.finish()
        await requester.shutdown()
        await server.shutdown()
        try #require(dropped == 0, "the kernel dropped packets of the capture")
        let replayed = try record(capture, as: "replay-\(attempt).corpus").filter { $0.request.target != "/the-end" }
        #expect(Set(replayed.map(\.request.authority)) == [target.authority])
        let began = try #require(Timestamp(iso8601: result.summary.startedAt))
        return (replayed, began)
    }

    /// How much later than its recorded offset ÷ speed each request was on the wire, in milliseconds from the run's start,
    /// in ascending order.
    private func latenesses(
        _ recorded: [Exchange],
        _ replayed: [Exchange],
        speed: Double,
        began: Timestamp
    ) throws -> [Double] {
        let first = try #require(recorded.first?.start)
        let span = try #require(recorded.last?.start).nanoseconds(since: first)
        #expect(Double(span) / speed > 1.2e9)
        let byRequest = Dictionary(grouping: replayed, by: Sent.init).mapValues { $0.map(\.start).sorted() }
        var turns: [Sent: Int] = [:]
        var late: [Double] = []
        for exchange in recorded {
            let key = Sent(exchange)
            let turn = turns[key, default: 0]
            turns[key] = turn + 1
            let start = try #require(byRequest[key]?[turn])
            let intended = Double(exchange.start.nanoseconds(since: first)) / speed
            late.append((Double(start.nanoseconds(since: began)) - intended) / 1e6)
        }
        return late.sorted()
    }
}
