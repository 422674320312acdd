import ArgumentParser
import Foundation

/// A share of a whole: `10%`, `0.1`.
package struct ShareValue: ExpressibleByArgument, Sendable, Hashable {
    /// Above 0, at most 1.
    package let share: Double

    /// How help shows it.
    package var defaultValueDescription: String { "\((share * 100).formatted())%" }

    /// A share; above 0, at most 1.
    package init(share: Double) {
        self.share = share
    }

    package init?(argument: String) {
        let number = argument.last == "%" ? Double(argument.dropLast()).map { $0 / 100 } : Double(argument)
        guard let number, number > 0, number <= 1 else { return nil }
        share = number
    }
}
