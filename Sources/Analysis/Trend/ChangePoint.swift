/// A place in a series from which on its values are others than before.
package struct ChangePoint: Sendable, Hashable {
    /// The index of the first value after the change.
    package let index: Int
    /// How probable a divergence of this size or more is where nothing changed, by permutation.
    package let probability: Double

    /// A change at an index.
    package init(index: Int, probability: Double) {
        self.index = index
        self.probability = probability
    }
}
