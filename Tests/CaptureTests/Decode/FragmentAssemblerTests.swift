import TestSupport
import Testing

@testable import Capture

@Suite("Datagrams are put together from their fragments")
struct FragmentAssemblerTests {
    private static let key = IPFragment.Key(source: .v4(1), destination: .v4(2), identification: 7, transport: 6)

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
            if let datagram = assembler.add(fragment, part.span.bytes) { whole.append(datagram) }
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
            #expect(assembler.add(fragment, bytes.span.bytes) == nil)
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
        #expect(assembler.add(fragment, bytes.span.bytes) == nil)
    }
}
