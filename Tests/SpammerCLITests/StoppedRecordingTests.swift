import Corpus
import Foundation
import Glibc
import TestSupport
import Testing

@Suite("A recording that is stopped")
struct StoppedRecordingTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    @Test("keeps what it has read, and says that there is more", .timeLimit(.minutes(2)))
    func stopped() async throws {
        // A capture that goes on: a pipe with a writer that never ends it.
        let pipe = folder.file("live.pcap")
        #expect(mkfifo(pipe, 0o600) == 0)
        var script = PacketScript()
        var connection = PacketScript.Connection()
        script.open(&connection)
        script.send(&connection, .client, "GET /a HTTP/1.1\r\nHost: a\r\n\r\n")
        script.send(&connection, .server, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        try folder.write("never-read.har", Array(#"{"log":{"entries":[]}}"#.utf8))
        let tool = try Tool(["record", pipe, "never-read.har", "-o", folder.file("out.corpus")], in: folder.path)
        let descriptor = try #require(await tool.opens(pipe))
        let capture = script.pcap
        let packets = Array(capture.dropFirst(24))
        signal(SIGPIPE, SIG_IGN)
        #expect(send(capture, to: descriptor))
        // More than a pipe and every buffer on the way hold: when it is written, the first packets have been read.
        for _ in 0..<(2 << 20) / packets.count { #expect(send(packets, to: descriptor)) }
        tool.interrupt()
        // The packets that follow make it look, however late the signal is; there are more until it goes away.
        while send(packets, to: descriptor) {}
        close(descriptor)
        let ended = try await tool.end()
        #expect(ended.code == 0, "\(ended.errors)")
        let output = ended.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(output.contains("reading it was stopped after"))
        #expect(output.contains("not read at all: recording was stopped before it"))
        let reader = try CorpusReader(path: folder.file("out.corpus"))
        #expect(try reader.next()?.request.target == "/a")
        #expect(reader.isComplete)
    }

    /// Writes all bytes to a pipe; false where nobody reads it any more.
    private func send(_ bytes: [UInt8], to descriptor: CInt) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }
}
