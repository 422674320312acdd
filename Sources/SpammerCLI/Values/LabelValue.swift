package import Analysis
import ArgumentParser

/// A label of a run: `release=v1.4`.
package struct LabelValue: ExpressibleByArgument, Sendable, Hashable {
    /// The label.
    package let label: RunLabel

    package init?(argument: String) {
        guard let label = RunLabel(argument) else { return nil }
        self.label = label
    }
}
