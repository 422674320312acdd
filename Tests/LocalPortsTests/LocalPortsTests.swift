import Foundation
import TestSupport
import Testing

@testable import LocalPorts

@Suite("Ports that a replay sends from")
struct LocalPortsTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private var ownPath: String { PortFile.name(of: getpid()) }

    @Test("are known to others from when they are opened until a while after they are closed")
    func marks() throws {
        let ports = ReplayPorts(folder: folder.path)
        #expect(!ports.contains(40_000))
        let marks = try #require(PortMarks(folder: folder.path))
        #expect(!ports.contains(40_000))
        for port in [0, 40_000, UInt16.max] {
            marks.open(port)
            #expect(ports.contains(port))
            #expect(!ports.contains(port ^ 1))
        }
        marks.close(40_000)
        #expect(ports.contains(40_000))
        // The file outlives its process, for packets that are seen late.
        marks.end()
        #expect(ReplayPorts(folder: folder.path).contains(40_000))
        #expect(folder.names == [ownPath])
    }

    @Test("are not believed of what is no such file, or of a process that is not alive")
    func hostile() throws {
        let marks = try #require(PortMarks(folder: folder.path))
        marks.open(40_000)
        let whole = try folder.read(ownPath)
        var otherProcess = whole
        otherProcess[8] ^= 1
        var otherStart = whole
        otherStart[16] ^= 1
        // It ended an hour ago.
        var ended = whole
        ended.replaceSubrange(12..<16, with: withUnsafeBytes(of: PortFile.now() &- 3600) { Array($0) })
        var noMagic = whole
        noMagic[0] ^= 1
        for bytes in [
            [], Array(whole.prefix(10)), Array(whole.dropLast()), whole + [0], otherProcess, otherStart, ended, noMagic,
        ] {
            try folder.write(ownPath, bytes)
            #expect(!ReplayPorts(folder: folder.path).contains(40_000))
        }
        try folder.write(ownPath, whole)
        #expect(ReplayPorts(folder: folder.path).contains(40_000))
        // Cut short while it is read: no more than unknown.
        let ports = ReplayPorts(folder: folder.path)
        #expect(ports.contains(40_000))
        try folder.write(ownPath, [])
        #expect(!ports.contains(40_000))
    }

    @Test("of a process that was killed are removed by the next one")
    func stale() throws {
        // No process has a number as high as this.
        let name = PortFile.name(of: 2_000_000_000)
        try folder.write(name, [1, 2, 3])
        try folder.write("spammer-x.ports", [1])
        let marks = try #require(PortMarks(folder: folder.path))
        #expect(Set(folder.names) == [ownPath, "spammer-x.ports"])
        marks.end()
    }
}
