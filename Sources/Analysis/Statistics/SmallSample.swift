/// How much wider an interval from few independent parts has to be than one from many.
enum SmallSample {
    /// The factor for a bootstrap's interval of a figure from so many independent parts.
    ///
    /// Resampling n parts gives spreads that are too small by √((n − 1) ∕ n), and takes the normal distribution for Student's
    /// with n − 1 degrees of freedom (Hesterberg, "What Teachers Should Know about the Bootstrap", 2014, section 5.3: the
    /// "narrowness bias").
    static func widening(parts: Int) -> Double {
        guard parts > 1 else { return .infinity }
        let count = Double(parts)
        return studentOver95(degrees: count - 1) / normalOver95 * (count / (count - 1)).squareRoot()
    }

    /// The point beyond which the normal distribution has 2.5% on either side.
    private static let normalOver95 = 1.959964

    /// That point of Student's distribution, by its expansion about the normal one (Abramowitz and Stegun, 26.7.5); within 1%
    /// from three degrees of freedom on.
    static func studentOver95(degrees: Double) -> Double {
        let z = normalOver95
        let (z3, z5, z7) = (z * z * z, z * z * z * z * z, z * z * z * z * z * z * z)
        let first = (z3 + z) / 4
        let second = (5 * z5 + 16 * z3 + 3 * z) / 96
        let third = (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / 384
        return z + first / degrees + second / (degrees * degrees) + third / (degrees * degrees * degrees)
    }
}
