/// From the nanoseconds that are measured to the milliseconds that people read.
package enum Milliseconds {
    /// A whole number of nanoseconds in milliseconds.
    package static func of(_ nanoseconds: UInt64) -> Double {
        Double(nanoseconds) / 1_000_000
    }

    /// A mean of nanoseconds in milliseconds, to the nanosecond: digits past it are arithmetic, not measurement.
    package static func of(_ nanoseconds: Double) -> Double {
        nanoseconds.isFinite ? nanoseconds.rounded() / 1_000_000 : 0
    }
}

extension Double {
    /// The number itself, or 0 in place of what JSON cannot say: infinities and what is not a number.
    var finite: Double { isFinite ? self : 0 }

    /// The quotient of two numbers; nil where it has no finite value.
    static func ratio(_ numerator: Double, to denominator: Double) -> Double? {
        let quotient = numerator / denominator
        return quotient.isFinite ? quotient : nil
    }
}
