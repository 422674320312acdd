import Foundation
import TestSupport
import Testing

@testable import LocalConnections

@Suite("Connections over which a replay sends")
struct LocalConnectionsTests {
    private let folder: TemporaryFolder
    private let local = ConnectionEnd(v4: 0x0A00_0001, port: 40_000)
    private let remote = ConnectionEnd(v4: 0x0A00_0002, port: 80)

    init() throws {
        folder = try TemporaryFolder()
    }

    private var ownPath: String { MarkFile.name(of: getpid()) }

    private var connections: ReplayConnections { ReplayConnections(folder: folder.path) }

    @Test("are known by both their ends, from when they are opened to when they are closed, also later")
    func marks() throws {
        let connections = connections
        let before = MarkFile.now() - 2_000
        #expect(!connections.contains(local, remote, at: before))
        let marks = try #require(ConnectionMarks(folder: folder.path))
        #expect(!connections.contains(local, remote, at: MarkFile.now()))
        marks.open(from: local, to: remote)
        let during = MarkFile.now()
        #expect(connections.contains(local, remote, at: during))
        #expect(connections.contains(remote, local, at: during))
        #expect(!connections.contains(local, remote, at: before))
        marks.close(from: local, to: remote)
        let after = MarkFile.now() + 1
        #expect(connections.contains(local, remote, at: during))
        #expect(!connections.contains(local, remote, at: after))
        // The file outlives its process, for packets that are seen late.
        marks.end()
        #expect(self.connections.contains(local, remote, at: during))
        #expect(folder.names == [ownPath])
    }

    @Test("are not taken for those of another process that share a port, an address or both with them")
    func others() throws {
        let marks = try #require(ConnectionMarks(folder: folder.path))
        marks.open(from: local, to: remote)
        let now = MarkFile.now()
        let mapped = ConnectionEnd(high: 0, low: 0xFFFF_0A00_0001, port: 40_000)
        #expect(connections.contains(mapped, remote, at: now))
        for (one, other) in [
            (local, ConnectionEnd(v4: 0x0A00_0002, port: 81)), (local, ConnectionEnd(v4: 0x0A00_0003, port: 80)),
            (ConnectionEnd(v4: 0x0A00_0001, port: 40_001), remote),
            (ConnectionEnd(v4: 0x0A00_0003, port: 40_000), remote),
            (local, local), (remote, remote), (ConnectionEnd(high: 1, low: 0xFFFF_0A00_0001, port: 40_000), remote),
        ] {
            #expect(!connections.contains(one, other, at: now))
        }
    }

    @Test("from one port to several peers are all known while there is room, then the latest")
    func samePort() throws {
        let marks = try #require(ConnectionMarks(folder: folder.path))
        let peers = (0..<4).map { ConnectionEnd(v4: 0x0A00_0100 + $0, port: 80) }
        for peer in peers.prefix(2) { marks.open(from: local, to: peer) }
        for peer in peers.prefix(2) { #expect(connections.contains(local, peer, at: MarkFile.now())) }
        // A closed one makes room first, however late it was opened.
        marks.close(from: local, to: peers[1])
        marks.open(from: local, to: peers[2])
        #expect(connections.contains(local, peers[0], at: MarkFile.now()))
        #expect(connections.contains(local, peers[2], at: MarkFile.now()))
        marks.open(from: local, to: peers[3])
        #expect(!connections.contains(local, peers[0], at: MarkFile.now()))
        #expect(connections.contains(local, peers[2], at: MarkFile.now()))
        #expect(connections.contains(local, peers[3], at: MarkFile.now()))
    }

    @Test("are not believed of what is no such file, or of a process that is not alive")
    func hostile() throws {
        let marks = try #require(ConnectionMarks(folder: folder.path))
        marks.open(from: local, to: remote)
        let now = MarkFile.now()
        let whole = try folder.read(ownPath)
        func changed(_ offset: Int) -> [UInt8] {
            var bytes = whole
            bytes[offset] ^= 1
            return bytes
        }
        // It ended an hour ago.
        var ended = whole
        let hourAgo = withUnsafeBytes(of: now - 3_600_000_000_000) { Array($0) }
        ended.replaceSubrange(MarkFile.endOffset..<MarkFile.endOffset + 8, with: hourAgo)
        for bytes in [
            [], Array(whole.prefix(10)), Array(whole.dropLast()), whole + [0], changed(MarkFile.processOffset),
            changed(MarkFile.startOffset), ended, changed(0),
        ] {
            try folder.write(ownPath, bytes)
            #expect(!connections.contains(local, remote, at: now))
        }
        try folder.write(ownPath, whole)
        #expect(connections.contains(local, remote, at: now))
        // Cut short while it is read: no more than unknown.
        let open = connections
        #expect(open.contains(local, remote, at: now))
        try folder.write(ownPath, [])
        #expect(!open.contains(local, remote, at: now))
    }

    @Test("of a process that was killed are removed by the next one")
    func stale() throws {
        // No process has a number as high as this.
        let name = MarkFile.name(of: 2_000_000_000)
        try folder.write(name, [1, 2, 3])
        try folder.write("spammer-x.connections", [1])
        let marks = try #require(ConnectionMarks(folder: folder.path))
        #expect(Set(folder.names) == [ownPath, "spammer-x.connections"])
        marks.end()
    }
}
