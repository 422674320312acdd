import Foundation
import TestSupport
import Testing

@testable import Corpus

@Suite("A histogram of sizes")
struct SizeHistogramTests {
    @Test(
        "has quantiles within a sixteenth above the true ones, and comes back as it was written",
        arguments: UInt64(1)...10
    )
    func quantiles(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var sizes = (0..<500).map { _ in
            UInt64.random(in: 0...(.max), using: &random) >> UInt64.random(in: 0...63, using: &random)
        }
        var histogram = SizeHistogram()
        for size in sizes { histogram.record(size) }
        sizes.sort()
        for share in [0.01, 0.5, 0.9, 0.99, 1] {
            let exact = sizes[Int((share * 500).rounded(.up)) - 1]
            let found = histogram.quantile(share)
            #expect(found >= exact && found - exact <= exact / 16)
        }
        #expect(histogram.count == 500 && histogram.max == sizes[499])
        let back = try JSONDecoder().decode(SizeHistogram.self, from: JSONEncoder().encode(histogram))
        #expect(back == histogram)
    }

    @Test("of nothing has no size, and one that is not whole is none")
    func hostile() {
        #expect(SizeHistogram().quantile(0.5) == 0)
        let most = #"{"values":[7],"counts":[18446744073709551615],"max":7}"#
        let full = try? JSONDecoder().decode(SizeHistogram.self, from: Data(most.utf8))
        #expect([-1, 0, 0.5, 1, 2, .nan].map { full?.quantile($0) } == [7, 7, 7, 7, 7, 7])
        for text in [#"{"values":[1],"counts":[],"max":1}"#, #"{"values":[-1],"counts":[1],"max":1}"#, "{}"] {
            #expect(throws: DecodingError.self) { try JSONDecoder().decode(SizeHistogram.self, from: Data(text.utf8)) }
        }
    }
}
