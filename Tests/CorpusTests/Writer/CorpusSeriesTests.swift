import Foundation
import TestSupport
import Testing

@testable import Corpus

@Suite("A series of corpora")
struct CorpusSeriesTests {
    private let folder: TemporaryFolder
    private let start: Timestamp

    init() throws {
        folder = try TemporaryFolder()
        start = try #require(Timestamp(iso8601: "2026-11-26T08:15:02.75Z"))
    }

    @Test("has the time in its names, before the extension")
    func names() {
        #expect(CorpusSeries.name("prod.corpus", at: start) == "prod-20261126T081502Z.corpus")
        #expect(CorpusSeries.name("a.b/prod", at: start) == "a.b/prod-20261126T081502Z")
        #expect(CorpusSeries.name("/x/.hidden", at: start) == "/x/.hidden-20261126T081502Z")
        #expect(CorpusSeries.name("prod.v2.corpus", at: start, 3) == "prod.v2-20261126T081502Z-3.corpus")
    }

    private func series(_ rotation: CorpusSeries.Rotation?) throws -> CorpusSeries {
        try CorpusSeries(path: folder.file("a.corpus"), options: .init(), rotation: rotation, start: start, now: 100)
    }

    @Test("begins another file when one is old enough, and every file is whole")
    func interval() throws {
        let series = try series(.init(interval: 50))
        try series.append(.simple("/1", at: 1))
        #expect(try series.rotateIfDue(at: start, now: 149) { Provenance() } == nil)
        let first = try #require(try series.rotateIfDue(at: start, now: 150) { Provenance() })
        #expect(first.footer.totals.exchanges == 1)
        try series.append(.simple("/0", at: 0))
        #expect(try series.rotateIfDue(at: start, now: 199) { Provenance() } == nil)
        let second = try series.finish(provenance: Provenance())
        #expect(folder.names == ["a-20261126T081502Z-2.corpus", "a-20261126T081502Z.corpus"])
        for file in [first, second] {
            let reader = try CorpusReader(path: file.path)
            #expect(reader.isComplete)
            #expect(try FileManager.default.attributesOfItem(atPath: file.path)[.size] as? UInt64 == file.size)
        }
    }

    @Test("begins another file when one is large enough")
    func bytes() throws {
        let series = try series(.init(bytes: 2000))
        var random = SeededGenerator(seed: 1)
        var files: [CorpusSeries.File] = []
        for number in 0..<400 {
            var exchange = Exchange.random(using: &random)
            exchange.start = Timestamp(nanoseconds: Int64(number))
            try series.append(exchange)
            try series.advance(to: Timestamp(nanoseconds: .max))
            try series.flush()
            if let file = try series.rotateIfDue(at: start, now: 100, provenance: { Provenance() }) {
                files.append(file)
            }
        }
        files.append(try series.finish(provenance: Provenance()))
        #expect(files.count > 3)
        #expect(files.dropLast().allSatisfy { $0.size >= 2000 })
        #expect(files.reduce(0) { $0 + $1.footer.totals.exchanges } == 400)
    }

    @Test("without a rotation is one corpus of the name that was given")
    func single() throws {
        let series = try series(nil)
        #expect(try series.rotateIfDue(at: start, now: .max) { Provenance() } == nil)
        #expect(try series.finish(provenance: Provenance()).path == folder.file("a.corpus"))
        #expect(folder.names == ["a.corpus"])
    }
}
