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
            let response =
                number % 6 == 4
                ? "HTTP/1.1 204 No Content\r\n\r\n"
                : "HTTP/1.1 \(number % 7 == 0 ? 404 : 200) X\r\nContent-Length: 5\r\n\r\n\(number % 6 == 3 ? "" : "hello")"
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
        let server = try await StandInServer.start(corpus: folder.file("production.corpus"), latency: .none)
        let loopback = try LoopbackCapture(
            port: server.port,
            path: folder.file("replay.pcap"),
            sentinel: "GET /the-end "
        )
        let requester = try PooledRequester(group: MultiThreadedEventLoopGroup.singleton)
        let target = Origin(scheme: .http, host: "127.0.0.1", port: server.port)
        var options = ReplayOptions(corpus: folder.file("production.corpus"), target: target)
        options.pace = .recorded(speed: 2)
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

        let replayed = try record(folder.file("replay.pcap"), as: "replay.corpus").filter {
            $0.request.target != "/the-end"
        }
        #expect(replayed.count == recorded.count)
        // Requests of different connections may change places where they were near each other; none may change.
        #expect(Set(replayed.map(Sent.init)) == Set(recorded.map(Sent.init)))
        #expect(Set(recorded.map(Sent.init)).count > 190)
        let hosts = Set(replayed.map(\.request.authority))
        #expect(hosts == [target.authority])
        try expectSpacing(recorded, replayed, speed: 2, lateness: result.summary.lateness)
    }

    /// Each request was on the wire at its recorded offset ÷ speed, and as much later as the run itself says.
    ///
    /// How late that is depends on what else the machine does, so it is no part of the test. A wrong pace shows all the
    /// same: the run would think itself punctual while the wire drifts away from it.
    private func expectSpacing(
        _ recorded: [Exchange],
        _ replayed: [Exchange],
        speed: Double,
        lateness: LatencySummary
    ) throws {
        let first = try #require(recorded.first?.start)
        let byRequest = Dictionary(grouping: replayed, by: Sent.init).mapValues { $0.map(\.start).sorted() }
        var turns: [Sent: Int] = [:]
        var shifts: [Double] = []
        for exchange in recorded {
            let key = Sent(exchange)
            let turn = turns[key, default: 0]
            turns[key] = turn + 1
            let start = try #require(byRequest[key]?[turn])
            let intended = Double(exchange.start.nanoseconds(since: first)) / speed
            shifts.append(Double(start.nanoseconds) - intended)
        }
        let base = try #require(shifts.min())
        let late = shifts.map { ($0 - base) / 1e6 }.sorted()
        let median = late[late.count / 2]
        // Between the run's own clock and the wire lie microseconds; a pace that is a hundredth off moves the median by 6 ms.
        #expect(median < lateness.p50 + 5, "on the wire \(median) ms, by the run's account \(lateness.p50) ms")
        let span = try #require(recorded.last?.start).nanoseconds(since: first)
        #expect(Double(span) / speed > 1.2e9)
    }
}
