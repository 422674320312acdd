import Corpus
import Foundation
import NIOPosix
import Report
import Requester
import SpammerKit
import StandIn
import TestSupport
import Testing

@Suite("A live recording", .enabled(if: LoopbackCapture.isAllowed, "capturing needs root or CAP_NET_RAW"))
struct LiveRecordingTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    /// Records the traffic with a stand-in while a test sends to it; the tool has ended when this returns.
    private func record(
        _ options: [String],
        while send: (String, Tool) async throws -> Void
    ) async throws -> (ended: Tool.Ended, exchanges: [Exchange]) {
        let served = folder.file("served.corpus")
        #expect(try await Tool.run("record", Sample.path, "-o", served).code == 0)
        let server = try await StandInServer.start(corpus: served, latency: .none)
        let path = folder.file("live.corpus")
        let arguments = [
            "record", "--interface", "lo", "--include-replays", "--filter", "tcp port \(server.port)", "-o", path,
        ]
        let tool = try Tool(arguments + options)
        #expect(try await tool.errorLine(with: "Recording lo") != nil)
        try await send("http://127.0.0.1:\(server.port)", tool)
        let ended = try await tool.end()
        await server.shutdown()
        let reader = try CorpusReader(path: path)
        #expect(reader.isComplete)
        #expect(reader.footer?.provenance.account.imbalances == [])
        #expect(reader.footer?.provenance.sources.map(\.kind) == ["live"])
        var exchanges: [Exchange] = []
        while let exchange = try reader.next() { exchanges.append(exchange) }
        return (ended, exchanges)
    }

    @Test("has each request that went over the interface, and ends when it has enough")
    func limit() async throws {
        let (ended, exchanges) = try await record(["--limit", "25"]) { url, _ in
            let requester = SpammerRequester(connectionPoolSize: 1)
            for number in 0..<25 {
                let response = try await requester.get("\(url)/live?number=\(number)")
                #expect(response.status == 404)
            }
            await requester.shutdown()
        }
        #expect(ended.code == 0, "\(ended.errors)")
        #expect(ended.output.contains("Recorded 25 exchanges"))
        #expect(exchanges.map(\.request.target) == (0..<25).map { "/live?number=\($0)" })
        #expect(exchanges.allSatisfy { $0.outcome.status == 404 && $0.outcome.ending == .complete })
        #expect(Set(exchanges.map { $0.connection?.id }).count == 1)
        // In order of time, and stamped by the kernel just now.
        let age = Date().timeIntervalSince1970 - Double(exchanges.first?.start.nanoseconds ?? 0) / 1e9
        #expect(age > 0 && age < 600)
    }

    @Test("ends with Ctrl-C, and keeps what it has")
    func interrupted() async throws {
        let (ended, exchanges) = try await record([]) { url, tool in
            let requester = SpammerRequester()
            _ = try await requester.get("\(url)/before")
            await requester.shutdown()
            // What is captured is read before the end is looked at again, so this is sure to be in it.
            tool.interrupt()
        }
        #expect(ended.code == 0)
        #expect(exchanges.map(\.request.target) == ["/before"])
    }

    @Test("leaves out what a replay beside it sends, and says so; another client's requests are in it")
    func replayBeside() async throws {
        let served = folder.file("served.corpus")
        #expect(try await Tool.run("record", Sample.path, "-o", served).code == 0)
        let server = try await StandInServer.start(corpus: served, latency: .none)
        let path = folder.file("live.corpus")
        let tool = try Tool(
            ["record", "--interface", "lo", "--filter", "tcp port \(server.port)", "--limit", "3", "-o", path]
        )
        #expect(try await tool.errorLine(with: "Recording lo") != nil)
        let url = "http://127.0.0.1:\(server.port)"
        for number in 0..<3 {
            // A process that replays, and one that is nobody's.
            _ = try await Tool.run(
                "run",
                "\(url)/replayed",
                "--rate",
                "20",
                "--duration",
                "200ms",
                "--no-log",
                "-o",
                folder.file("result-\(number).json")
            )
            try get("/plain?number=\(number)", port: server.port)
        }
        let ended = try await tool.end()
        await server.shutdown()
        #expect(ended.code == 0, "\(ended.errors)")
        let reader = try CorpusReader(path: path)
        var targets: [String] = []
        while let exchange = try reader.next() { targets.append(exchange.request.target) }
        #expect(targets == (0..<3).map { "/plain?number=\($0)" })
        let account = try #require(reader.footer).provenance.account
        #expect(account.imbalances == [])
        #expect(account.streams.replayed > 0)
        #expect(account.bytes.replayed > 0)
        #expect(ended.output.contains("a replay's on this machine, left out"))
    }

    /// A request over a socket of its own, by none of our code.
    private func get(_ target: String, port: Int) throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        #expect(status == 0)
        let request = Array("GET \(target) HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".utf8)
        #expect(write(descriptor, request, request.count) == request.count)
        var answer = [UInt8](repeating: 0, count: 4096)
        while read(descriptor, &answer, answer.count) > 0 {}
    }

    @Test("that is rotated leaves whole files, whose books add up to one recording's")
    func rotated() async throws {
        let served = folder.file("served.corpus")
        #expect(try await Tool.run("record", Sample.path, "-o", served).code == 0)
        let server = try await StandInServer.start(corpus: served, latency: .none)
        let arguments = [
            "record", "--interface", "lo", "--include-replays", "--filter", "tcp port \(server.port)", "--rotate", "1s",
        ]
        let tool = try Tool(arguments + ["-o", folder.file("live.corpus")])
        #expect(try await tool.errorLine(with: "Recording lo") != nil)
        let requester = SpammerRequester(connectionPoolSize: 1)
        let url = "http://127.0.0.1:\(server.port)"
        // One connection goes on from file to file.
        let sender = Task {
            var sent = 0
            while !Task.isCancelled {
                _ = try await requester.get("\(url)/rotated?number=\(sent)")
                sent += 1
            }
            return sent
        }
        #expect(try await tool.errorLine(with: "is whole: ", number: 2) != nil)
        sender.cancel()
        let sent = try await sender.value
        await requester.shutdown()
        tool.interrupt()
        let ended = try await tool.end()
        await server.shutdown()
        #expect(ended.code == 0, "\(ended.errors)")
        let names = folder.names.filter { $0.hasPrefix("live") }
        #expect(names.count >= 3)
        #expect(names.allSatisfy { $0.wholeMatch(of: /live-\d{8}T\d{6}Z(-\d+)?\.corpus/) != nil }, "\(names)")
        #expect(
            ended.output.contains("Recorded \(NumberText.count(UInt64(sent), "exchange")) into \(names.count) files")
        )
        var account = RecordingAccount()
        var targets: [String] = []
        for name in names {
            let reader = try CorpusReader(path: folder.file(name))
            let footer = try #require(reader.footer)
            #expect(footer.provenance.account.imbalances == [])
            account.add(footer.provenance.account)
            while let exchange = try reader.next() { targets.append(exchange.request.target) }
        }
        #expect(targets == (0..<sent).map { "/rotated?number=\($0)" })
        #expect(account.carried == nil)
        #expect(account.imbalances == [])
        #expect(account.streams.http == 1)
    }

    @Test("of an interface that is not there is a clear error, and leaves no file")
    func unknownInterface() async throws {
        let ended = try await Tool.run("record", "--interface", "nope0", "-o", folder.file("a.corpus"))
        #expect(ended.code == 1)
        #expect(ended.errors.contains("cannot capture nope0: "))
        #expect(ended.errors.contains("lo"))
        #expect(folder.names == [])
    }

    @Test("with a filter that is none is a clear error")
    func badFilter() async throws {
        let ended = try await Tool.run(
            "record",
            "--interface",
            "lo",
            "--filter",
            "tcp prot 80",
            "-o",
            folder.file("a.corpus")
        )
        #expect(ended.code == 1)
        #expect(ended.errors.contains("--filter 'tcp prot 80'"))
    }
}
