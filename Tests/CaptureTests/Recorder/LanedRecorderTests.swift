import Corpus
import Foundation
import TestSupport
import Testing

@testable import Capture

@Suite("A capture that is recorded on several threads")
struct LanedRecorderTests {
    /// Connections that talk at once, their packets shuffled and some lost; from long captures several pieces are read.
    private static func script(_ connections: Int, _ seed: UInt64) -> PacketScript {
        var random = SeededGenerator(seed: seed)
        var script = PacketScript()
        var open = (0..<connections).map { number in
            PacketScript.Connection(client: .init([10, 0, UInt8(number >> 8), UInt8(number & 0xFF)], 40_000))
        }
        for index in open.indices { script.open(&open[index]) }
        for _ in 0..<8 {
            for index in open.indices.shuffled(using: &random) {
                let request = HTTPMessageBuilder.randomRequest(using: &random).bytes
                script.send(&open[index], .client, request, segment: .random(in: 100...1400, using: &random))
                if Int.random(in: 0..<20, using: &random) == 0 {
                    script.lose(&open[index], .server, .random(in: 1...100_000, using: &random))
                }
                script.send(&open[index], .server, HTTPMessageBuilder.randomResponse(using: &random).bytes)
            }
        }
        for index in open.indices where index % 3 > 0 { script.close(&open[index]) }
        script.damage(using: &random)
        return script
    }

    /// Exchanges in an order of their own, without the numbers of their connections.
    private func unnumbered(_ exchanges: [Exchange]) -> [Exchange] {
        exchanges.map { exchange in
            var exchange = exchange
            exchange.connection?.id = 0
            return exchange
        }
        .sorted { ($0.start, $0.connection?.client ?? "") < ($1.start, $1.connection?.client ?? "") }
    }

    @Test(
        "gives the exchanges and the books that one thread gives",
        arguments: [1, 2, 40, 400],
        [1, 2, 3] as [UInt64]
    )
    func same(_ connections: Int, _ seed: UInt64) throws {
        let bytes = Self.script(connections, seed).pcap
        let alone = try Recording(alone: bytes)
        let laned = try Recording(bytes: bytes)
        #expect(alone.exchanges.count >= connections)
        #expect(unnumbered(laned.exchanges) == unnumbered(alone.exchanges))
        // Of holes that are of one size, others may be named; here few are.
        var (one, other) = (laned.account, alone.account)
        let holes = { (account: RecordingAccount) in (account.lost ?? []).map { "\($0.from) \($0.offset) \($0.count)" }
        }
        #expect(Set(holes(one)) == Set(holes(other)))
        (one.lost, other.lost) = (nil, nil)
        #expect(one == other)
        // A connection keeps its number, and no other has it.
        let numbers = Dictionary(grouping: laned.exchanges, by: { $0.connection?.id })
        for (_, exchanges) in numbers { #expect(Set(exchanges.map { $0.connection?.client }).count == 1) }
        #expect(numbers.count >= connections)
    }

    @Test("is the same each time, in the order of its packets")
    func deterministic() throws {
        let bytes = Self.script(100, 4).pcap
        let first = try Recording(bytes: bytes).exchanges
        for _ in 0..<5 { #expect(try Recording(bytes: bytes).exchanges == first) }
    }

    @Test("ends with the error of whoever takes the exchanges, wherever that comes", arguments: [1, 20, 700])
    func failing(_ count: Int) throws {
        struct Full: Error {}
        let folder = try TemporaryFolder()
        let path = try folder.write("capture", Self.script(200, 5).pcap)
        var left = count
        #expect(throws: Full.self) {
            try Recorder(options: RecorderOptions(inputs: [path])).run { _ in
                left -= 1
                if left == 0 { throw Full() }
            }
        }
        #expect(left == 0)
    }

    @Test("says up to when it is settled, and gives out nothing before that afterwards")
    func settled() throws {
        let folder = try TemporaryFolder()
        var script = PacketScript()
        var open = (0..<64).map { PacketScript.Connection(client: .init([10, 0, 1, UInt8($0)], 40_000)) }
        for index in open.indices { script.open(&open[index]) }
        for _ in 0..<100 {
            for index in open.indices { script.send(&open[index], .client, "GET / HTTP/1.1\r\nHost: a\r\n\r\n") }
            for index in open.indices { script.send(&open[index], .server, "HTTP/1.1 204 No Content\r\n\r\n") }
        }
        let path = try folder.write("capture", script.pcap)
        var watermark: Timestamp?
        var late = 0
        var told = 0
        _ = try Recorder(options: RecorderOptions(inputs: [path])).run {
            if let watermark, $0.start < watermark { late += 1 }
        } settled: {
            watermark = $0
            told += 1
        }
        #expect(late == 0)
        #expect(told > 0)
    }

    @Test("says so too where all packets are of one connection, and so of one lane")
    func settledOneLane() throws {
        let folder = try TemporaryFolder()
        var script = PacketScript()
        var connection = PacketScript.Connection()
        script.open(&connection)
        for _ in 0..<4000 {
            script.send(&connection, .client, "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            script.send(&connection, .server, "HTTP/1.1 204 No Content\r\n\r\n")
        }
        let path = try folder.write("capture", script.pcap)
        var told = 0
        _ = try Recorder(options: RecorderOptions(inputs: [path])).run { _ in
        } settled: { _ in
            told += 1
        }
        #expect(told > 0)
    }
}
