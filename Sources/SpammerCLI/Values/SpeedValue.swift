import ArgumentParser

/// How many times as fast as recorded: `2x`, `0.5x`, `200%`.
package struct SpeedValue: ExpressibleByArgument, Sendable, Hashable {
    /// The factor, above 0.
    package let factor: Double

    package init?(argument: String) {
        let number: Double? =
            switch argument.last {
            case "x", "X": Double(argument.dropLast())
            case "%": Double(argument.dropLast()).map { $0 / 100 }
            default: Double(argument)
            }
        guard let number, number.isFinite, number > 0, number <= 1e6 else { return nil }
        factor = number
    }
}
