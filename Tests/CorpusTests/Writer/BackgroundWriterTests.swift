import HTTPWire
import TestSupport
import Testing

@testable import Corpus

@Suite("A corpus that is written in the background")
struct BackgroundWriterTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func series(_ path: String) throws -> CorpusSeries {
        try CorpusSeries(path: path, options: .init(), rotation: nil, start: Timestamp(nanoseconds: 0), now: 0)
    }

    @Test("is the same, byte for byte, as one that is written at once", arguments: [0, 1, 511, 512, 513, 3000])
    func same(_ count: Int) throws {
        let exchanges = (0..<count).map { Exchange.simple("/\($0 % 97)", at: Int64($0 * 7919 % 1000)) }
        let direct = try series(folder.file("direct"))
        for exchange in exchanges { try direct.append(exchange) }
        _ = try direct.finish(provenance: Provenance())
        let target = try series(folder.file("background"))
        let background = BackgroundWriter(target)
        for exchange in exchanges { try background.append(exchange) }
        try background.finish()
        _ = try target.finish(provenance: Provenance())
        #expect(try folder.read("direct") == folder.read("background"))
    }

    @Test("tells what went wrong, and takes no more")
    func failure() throws {
        var huge = Exchange.simple()
        huge.request = RecordedRequest(
            method: "GET".utf8,
            target: "/".utf8,
            authority: [],
            fields: [],
            body: [UInt8](repeating: 0, count: CorpusWriter.exchangeLimit + 1),
            version: .http11,
            scheme: .http
        )
        let target = try series(folder.file("a"))
        let background = BackgroundWriter(target)
        #expect(throws: CorpusError.self) {
            try background.append(huge)
            // However far the thread is, the queue is full at some time if nobody takes from it.
            for number in 0..<10_000 { try background.append(.simple("/\(number)", at: 0)) }
            try background.finish()
        }
        #expect(throws: CorpusError.self) { try background.finish() }
        // It can be told to finish as often as anybody likes.
        for _ in 0..<10 { #expect(throws: CorpusError.self) { try background.finish() } }
        target.abandon()
        #expect(folder.names == [])
        let other = BackgroundWriter(try series(folder.file("b")))
        for _ in 0..<10 { try other.finish() }
    }
}
