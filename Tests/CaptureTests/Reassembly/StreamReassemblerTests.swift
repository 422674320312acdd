import Corpus
import TestSupport
import Testing

@testable import Capture

@Suite("Segments are put in order")
struct StreamReassemblerTests {
    /// A reassembler, and all that came out of it.
    private struct Bench {
        var stream: StreamReassembler
        var account = ByteAccount()
        var bytes: [UInt8] = []
        /// The stream's holes: where, in bytes that came out, and how long.
        var gaps: [(at: Int, length: UInt64)] = []
        var captured: UInt64 = 0
        var time: Int64 = 0

        init(limits: ReassemblyLimits = .default) {
            stream = StreamReassembler(limits: limits)
        }

        mutating func receive(_ sequence: UInt32, _ payload: [UInt8], missing: Int = 0, isLast: Bool = false) {
            captured += UInt64(payload.count)
            time += 1
            var out: [UInt8] = []
            var holes: [(at: Int, length: UInt64)] = []
            let before = bytes.count
            stream.receive(
                sequence: sequence,
                payload: payload.span.bytes,
                missing: missing,
                isLast: isLast,
                at: Timestamp(nanoseconds: time),
                account: &account
            ) { Self.take($0, &out, &holes, before) }
            bytes += out
            gaps += holes
        }

        mutating func acknowledge(_ acknowledgment: UInt32) {
            var out: [UInt8] = []
            var holes: [(at: Int, length: UInt64)] = []
            let before = bytes.count
            stream.acknowledge(acknowledgment, at: Timestamp(nanoseconds: time), account: &account) {
                Self.take($0, &out, &holes, before)
            }
            bytes += out
            gaps += holes
        }

        mutating func finish() {
            var out: [UInt8] = []
            var holes: [(at: Int, length: UInt64)] = []
            let before = bytes.count
            stream.finish(account: &account) { Self.take($0, &out, &holes, before) }
            bytes += out
            gaps += holes
        }

        private static func take(
            _ piece: StreamReassembler.Piece,
            _ out: inout [UInt8],
            _ holes: inout [(at: Int, length: UInt64)],
            _ before: Int
        ) {
            switch piece {
            case .bytes(let bytes, _): bytes.withUnsafeBytes { out.append(contentsOf: $0) }
            case .gap(let length, _): holes.append((before + out.count, length))
            }
        }

        /// Whether every captured byte is in one place.
        var isBalanced: Bool {
            captured == UInt64(bytes.count) + account.duplicate + account.outOfWindow
        }
    }

    private static func content(_ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 131 &+ $0 >> 8) }
    }

    @Test("what waits behind the stream's end is out of the window, however the end comes")
    func heldPastEnd() {
        var bench = Bench()
        bench.receive(1000, Self.content(10))
        bench.receive(5000, Self.content(7))
        bench.receive(1010, [], isLast: true)
        #expect(bench.stream.hasEnded)
        #expect(bench.stream.heldBytes == 0)
        #expect(bench.account.outOfWindow == 7)
        #expect(bench.isBalanced)
        // The end is known before what it lies behind has come.
        var late = Bench()
        late.receive(1000, Self.content(10))
        late.receive(5000, Self.content(7))
        late.receive(1020, [], isLast: true)
        late.receive(1010, Self.content(10))
        #expect(late.stream.hasEnded)
        #expect(late.isBalanced)
    }

    @Test("any cuts, any order, repetitions and overlaps, across the wrap of the sequence", arguments: 0..<200)
    func anyOrder(_ seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let content = Self.content(Int.random(in: 1...20_000, using: &random))
        let start = UInt32.max &- UInt32.random(in: 0...30_000, using: &random)
        var segments: [Range<Int>] = []
        var position = 0
        while position < content.count {
            let end = min(content.count, position + Int.random(in: 1...1500, using: &random))
            segments.append(
                max(0, position - (Bool.random(using: &random) ? 0 : Int.random(in: 0...100, using: &random)))..<end
            )
            if Int.random(in: 0..<10, using: &random) == 0 {
                segments.append(segments[Int.random(in: 0..<segments.count, using: &random)])
            }
            position = end
        }
        segments.shuffle(using: &random)
        var bench = Bench()
        bench.stream.begin(at: start)
        for segment in segments {
            let isLast = segment.upperBound == content.count
            bench.receive(start &+ UInt32(segment.lowerBound), Array(content[segment]), isLast: isLast)
        }
        #expect(bench.bytes == content)
        #expect(bench.gaps.isEmpty)
        #expect(bench.account.lostInGaps == 0)
        #expect(bench.isBalanced)
        #expect(bench.stream.hasEnded)
        #expect(bench.stream.heldBytes == 0)
    }

    @Test("bytes that are in no packet become gaps of their length, in their places", arguments: 0..<200)
    func losses(_ seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed) &+ 1000)
        let content = Self.content(Int.random(in: 1000...20_000, using: &random))
        var kept: [Range<Int>] = []
        var position = 0
        while position < content.count {
            let end = min(content.count, position + Int.random(in: 1...1500, using: &random))
            if Int.random(in: 0..<4, using: &random) > 0 { kept.append(position..<end) }
            position = end
        }
        var bench = Bench()
        bench.stream.begin(at: 77)
        for segment in kept { bench.receive(77 &+ UInt32(segment.lowerBound), Array(content[segment])) }
        bench.finish()
        let expected = kept.flatMap { content[$0] }
        #expect(bench.bytes == expected)
        // With nothing behind the last bytes nobody can know that there were more.
        let lost = UInt64((kept.last?.upperBound ?? 0) - expected.count)
        #expect(bench.account.lostInGaps == lost)
        #expect(bench.gaps.reduce(0) { $0 + $1.length } == lost)
        #expect(bench.isBalanced)
    }

    @Test("of bytes that come twice with different content the first ones win")
    func firstWins() {
        var bench = Bench()
        bench.stream.begin(at: 0)
        bench.receive(4, Array("EFGH".utf8))
        bench.receive(2, Array("cdefgh".utf8))
        bench.receive(0, Array("abXX".utf8))
        bench.receive(0, Array("zzzzzzzzIJ".utf8))
        #expect(String(decoding: bench.bytes, as: UTF8.self) == "abcdEFGHIJ")
        #expect(bench.isBalanced)
        #expect(bench.account.duplicate == 14)
    }

    @Test("a keep-alive probe, one byte before the next, is a duplicate and nothing else")
    func keepAlive() {
        var bench = Bench()
        bench.stream.begin(at: 100)
        bench.receive(100, [1, 2, 3])
        bench.receive(102, [0])
        bench.receive(103, [4])
        #expect(bench.bytes == [1, 2, 3, 4])
        #expect(bench.account.duplicate == 1)
    }

    @Test("a segment far from the stream is out of its window")
    func outOfWindow() {
        var bench = Bench()
        bench.stream.begin(at: 0)
        bench.receive(0, [1])
        bench.receive(1 << 30, [9, 9])
        bench.receive(1, [2])
        #expect(bench.bytes == [1, 2])
        #expect(bench.account.outOfWindow == 2)
        #expect(bench.isBalanced)
    }

    @Test("bytes after the FIN belong to no stream")
    func afterFIN() {
        var bench = Bench()
        bench.stream.begin(at: 0)
        bench.receive(0, [1, 2], isLast: true)
        bench.receive(2, [3, 4, 5])
        #expect(bench.bytes == [1, 2])
        #expect(bench.account.outOfWindow == 3)
    }

    @Test("a hole that the receiver has acknowledged is given up after some packets")
    func acknowledgedHole() {
        var limits = ReassemblyLimits.default
        limits.patiencePackets = 3
        var bench = Bench(limits: limits)
        bench.stream.begin(at: 0)
        bench.receive(0, [1, 2])
        bench.receive(10, [3, 4])
        for _ in 0..<3 { bench.acknowledge(12) }
        #expect(bench.bytes == [1, 2])
        bench.acknowledge(12)
        #expect(bench.bytes == [1, 2, 3, 4])
        #expect(bench.account.lostInGaps == 8)
    }

    @Test("what waits behind a hole is bounded in bytes and in segments")
    func bounded() {
        var limits = ReassemblyLimits.default
        limits.heldBytes = 1000
        limits.heldSegments = 50
        var bench = Bench(limits: limits)
        bench.stream.begin(at: 0)
        for number in 0..<200 {
            bench.receive(UInt32(1 + number * 20), Self.content(19))
            #expect(bench.stream.heldBytes <= 1000)
        }
        bench.finish()
        #expect(bench.bytes.count == 200 * 19)
        #expect(bench.account.lostInGaps == 200)
        #expect(bench.isBalanced)
    }

    @Test("bytes that the capture cut off are a gap at once")
    func cut() {
        var bench = Bench()
        bench.stream.begin(at: 0)
        bench.receive(0, [1, 2], missing: 8)
        bench.receive(10, [3])
        #expect(bench.bytes == [1, 2, 3])
        #expect(bench.gaps.map(\.at) == [2])
        #expect(bench.account.lostInGaps == 8)
    }

    @Test("any segments at all keep the books balanced, and do no harm", arguments: 0..<100)
    func anything(_ seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed) &+ 5000)
        var limits = ReassemblyLimits.default
        limits.heldBytes = 3000
        limits.window = 10_000
        limits.patiencePackets = 2
        var bench = Bench(limits: limits)
        for _ in 0..<500 {
            let sequence = UInt32.random(in: 0...12_000, using: &random) &- 6000
            switch Int.random(in: 0..<6, using: &random) {
            case 0: bench.acknowledge(sequence)
            case 1: bench.receive(sequence, [], isLast: Int.random(in: 0..<20, using: &random) == 0)
            case 2: bench.receive(sequence, Self.content(3), missing: Int.random(in: 0...50, using: &random))
            default: bench.receive(sequence, Self.content(Int.random(in: 0...200, using: &random)))
            }
        }
        bench.finish()
        #expect(bench.isBalanced)
        #expect(bench.stream.heldBytes == 0)
    }
}
