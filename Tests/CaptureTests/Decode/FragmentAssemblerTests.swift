import Corpus
import TestSupport
import Testing

@testable import Capture

@Suite("Datagrams are put together from their fragments")
struct FragmentAssemblerTests {
    private static let key = IPFragment.Key(source: .v4(1), destination: .v4(2), identification: 7, transport: 6)
    private static let begin = Timestamp(nanoseconds: 1_700_000_000_000_000_000)

    /// Adds one of the two fragments of a datagram of sixteen equal bytes.
    private static func add(
        _ half: Int,
        of number: UInt32,
        filledWith byte: UInt8 = 1,
        after seconds: UInt64 = 0,
        to assembler: inout FragmentAssembler
    ) -> [UInt8]? {
        var key = key
        key.identification = number
        let fragment = IPFragment(key: key, offset: 8 * half, isLast: half == 1, payload: 0..<8, isWhole: true)
        let bytes = [UInt8](repeating: byte, count: 8)
        return assembler.add(fragment, bytes.span.bytes, at: begin.advanced(by: seconds * 1_000_000_000))
    }

    /// Random cuts of a payload, some of them overlapping.
    private static func cuts(_ count: Int, _ random: inout SeededGenerator) -> [Range<Int>] {
        var cuts: [Range<Int>] = []
        var position = 0
        while position < count {
            let end = min(count, position + 8 * Int.random(in: 1...40, using: &random))
            let overlap = Int.random(in: 0...3, using: &random) == 0 ? min(position, 16) : 0
            cuts.append(position - overlap..<end)
            position = end
        }
        return cuts
    }

    @Test("in any order, with overlaps and repetitions", arguments: 0..<50)
    func anyOrder(_ seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let payload = (0..<Int.random(in: 1...5000, using: &random)).map { UInt8(truncatingIfNeeded: $0 * 31) }
        var cuts = Self.cuts(payload.count, &random)
        cuts.append(cuts[Int.random(in: 0..<cuts.count, using: &random)])
        cuts.shuffle(using: &random)
        var assembler = FragmentAssembler()
        var whole: [[UInt8]] = []
        for cut in cuts {
            let fragment = IPFragment(
                key: Self.key,
                offset: cut.lowerBound,
                isLast: cut.upperBound == payload.count,
                payload: 0..<cut.count,
                isWhole: true
            )
            let part = Array(payload[cut])
            if let datagram = assembler.add(fragment, part.span.bytes, at: Self.begin) { whole.append(datagram) }
        }
        #expect(whole.first == payload)
        // A fragment that is the whole datagram, come twice, makes it twice; TCP knows what to do with that.
        #expect(whole.allSatisfy { $0 == payload })
    }

    @Test("what never becomes whole is given up, the oldest first, and counted")
    func abandoned() {
        var assembler = FragmentAssembler()
        let bytes = [UInt8](repeating: 1, count: 8)
        let count = FragmentAssembler.datagramLimit + 10
        for number in 0..<count {
            var key = Self.key
            key.identification = UInt32(number)
            let fragment = IPFragment(key: key, offset: 8, isLast: true, payload: 0..<8, isWhole: true)
            #expect(assembler.add(fragment, bytes.span.bytes, at: Self.begin) == nil)
        }
        #expect(assembler.abandoned == 10)
        assembler.finish()
        #expect(assembler.abandoned == UInt64(count))
    }

    @Test("a datagram longer than any may be is left out")
    func tooLong() {
        var assembler = FragmentAssembler()
        let bytes = [UInt8](repeating: 1, count: 64)
        let fragment = IPFragment(key: Self.key, offset: 65_528, isLast: true, payload: 0..<64, isWhole: true)
        #expect(assembler.add(fragment, bytes.span.bytes, at: Self.begin) == nil)
    }

    @Test("a number that is used again is as young as its last use")
    func reusedNumber() {
        var assembler = FragmentAssembler()
        _ = Self.add(0, of: 1, to: &assembler)
        #expect(Self.add(1, of: 1, to: &assembler) != nil)
        _ = Self.add(0, of: 2, to: &assembler)
        _ = Self.add(0, of: 1, to: &assembler)
        for number in 3...UInt32(FragmentAssembler.datagramLimit) + 1 { _ = Self.add(0, of: number, to: &assembler) }
        #expect(assembler.abandoned == 1)
        #expect(Self.add(1, of: 1, to: &assembler) != nil)
        #expect(Self.add(1, of: 2, to: &assembler) == nil)
    }

    @Test("fragments of two datagrams, of which one was never whole, do not become one")
    func stale() {
        var assembler = FragmentAssembler()
        #expect(Self.add(0, of: 1, filledWith: 1, to: &assembler) == nil)
        #expect(Self.add(1, of: 1, filledWith: 2, after: 61, to: &assembler) == nil)
        #expect(Self.add(0, of: 1, filledWith: 2, after: 62, to: &assembler) == [UInt8](repeating: 2, count: 16))
        #expect(assembler.abandoned == 1)
    }
}
