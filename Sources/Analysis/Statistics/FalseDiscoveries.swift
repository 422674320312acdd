/// Which of many tests found something, when a share of wrong ones among the found is allowed.
package enum FalseDiscoveries {
    /// The tests that stand, by Benjamini and Hochberg's step-up procedure ("Controlling the false discovery rate", 1995).
    ///
    /// - Parameters:
    ///   - probabilities: of each test, how probable what was seen is where nothing is the matter.
    ///   - share: the share of wrong ones that is allowed.
    package static func found(_ probabilities: [Double], share: Double) -> [Bool] {
        let sorted = probabilities.filter { !$0.isNaN }.sorted()
        var limit = -1.0
        for (rank, probability) in sorted.enumerated()
        where probability <= share * Double(rank + 1) / Double(probabilities.count) {
            limit = probability
        }
        return probabilities.map { $0 <= limit }
    }
}
