/// The cells by which times are counted second by second: log-linear, 32 to an octave, so 3.2% wide at most.
///
/// The layout is that of HdrHistogram with five bits. A quantile is interpolated within its cell, so what is left of the
/// width is well below the noise that a comparison allows. All times below 8 µs share the first cell, all above 137 s the
/// last one.
package enum TimeCells {
    /// How many cells there are.
    package static let count = (highestExponent - lowestExponent) << subdivisionBits + 2

    private static let subdivisionBits = 5
    private static let lowestExponent = 13
    private static let highestExponent = 37

    /// The cell of a time in nanoseconds.
    package static func index(of nanoseconds: UInt64) -> Int {
        let exponent = UInt64.bitWidth - 1 - nanoseconds.leadingZeroBitCount
        if exponent < lowestExponent { return 0 }
        if exponent >= highestExponent { return count - 1 }
        let within =
            Int(truncatingIfNeeded: nanoseconds >> UInt64(exponent - subdivisionBits)) & (1 << subdivisionBits - 1)
        return 1 + (exponent - lowestExponent) << subdivisionBits + within
    }

    /// The least time of a cell, in nanoseconds; of the cell after the last one, where the last one is taken to end.
    package static func start(of index: Int) -> Double {
        if index <= 0 { return 0 }
        let (octave, within) = (index - 1).quotientAndRemainder(dividingBy: 1 << subdivisionBits)
        let base = Double(sign: .plus, exponent: lowestExponent + octave, significand: 1)
        return base * (1 + Double(within) / Double(1 << subdivisionBits))
    }
}
