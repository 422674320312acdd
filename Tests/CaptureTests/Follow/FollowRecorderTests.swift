import Corpus
import Glibc
import TestSupport
import Testing

@testable import Capture

@Suite("A folder that is followed")
struct FollowRecorderTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private static func capture(_ number: Int) -> [UInt8] {
        var script = PacketScript()
        var connection = PacketScript.Connection(client: .init([10, 0, 0, 7], 50_000 + UInt16(number)))
        script.open(&connection)
        script.send(&connection, .client, "GET /\(number) HTTP/1.1\r\nHost: a\r\n\r\n")
        script.send(&connection, .server, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        script.close(&connection)
        return script.pcap
    }

    @Test("reads a file again whose name the ring uses again, and each file once", .timeLimit(.minutes(1)))
    func ring() throws {
        try folder.write("a", Self.capture(0))
        try folder.write("b", Self.capture(1))
        var options = FollowOptions(folder: folder.path, recorder: RecorderOptions(inputs: []))
        options.limit = 5
        var targets: [String] = []
        let provenance = try FollowRecorder(options).run {
            targets.append($0.request.target)
            // What follows the last one of a file is written when all before it has been read.
            if targets.count == 2 { try folder.write("a", Self.capture(2)) }
            if targets.count == 3 { try folder.write("b", Self.capture(3)) }
            if targets.count == 4 { try folder.write("c", Self.capture(4)) }
        } report: {
            _ in
        }
        // The first two may be of the same moment by the file system's clock.
        #expect(Set(targets.prefix(2)) == ["/0", "/1"])
        #expect(Set(targets.dropFirst(2)) == ["/2", "/3", "/4"])
        #expect(targets.count == 5)
        #expect(provenance.account.imbalances == [])
        // Of the last one only what settles the fifth exchange is read.
        #expect((4 * 11 + 1...5 * 11).contains(provenance.account.packets.total))
    }

    @Test("gives no more exchanges than its limit, however many come at once", .timeLimit(.minutes(1)))
    func limit() throws {
        var script = PacketScript()
        var connection = PacketScript.Connection()
        script.open(&connection)
        for _ in 0..<100 {
            script.send(&connection, .client, "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            script.send(&connection, .server, "HTTP/1.1 204 No Content\r\n\r\n")
        }
        try folder.write("a", script.pcap)
        var options = FollowOptions(folder: folder.path, recorder: RecorderOptions(inputs: []))
        options.limit = 7
        var count = 0
        _ = try FollowRecorder(options).run { _ in
            count += 1
        } report: { _ in
        }
        #expect(count == 7)
    }

    @Test(
        "passes over a file that it may not read",
        .enabled(if: geteuid() != 0, "root may read any file"),
        .timeLimit(.minutes(1))
    )
    func unreadable() throws {
        let secret = try folder.write("a", Self.capture(0))
        #expect(chmod(secret, 0) == 0)
        try folder.write("b", Self.capture(1))
        var options = FollowOptions(folder: folder.path, recorder: RecorderOptions(inputs: []))
        options.limit = 1
        var targets: [String] = []
        let provenance = try FollowRecorder(options).run {
            targets.append($0.request.target)
        } report: { _ in
        }
        #expect(targets == ["/1"])
        #expect(
            provenance.sources.first?.warnings == ["\(secret) cannot be read, and was passed over: Permission denied"]
        )
    }
}
