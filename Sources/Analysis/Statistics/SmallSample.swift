import Foundation

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
        return studentOver95(degrees: parts - 1) / normalOver95 * (count / (count - 1)).squareRoot()
    }

    /// The point beyond which the normal distribution has 2.5% on either side.
    private static let normalOver95 = 1.959964

    /// Degrees of freedom from which Student's distribution is taken for that of 200: it is within 0.7% of the normal one.
    private static let mostDegrees = 200

    /// The point beyond which Student's distribution has 2.5% on either side, by bisection.
    static func studentOver95(degrees: Int) -> Double {
        var (low, high) = (0.0, 13.0)
        for _ in 0..<50 {
            let middle = (low + high) / 2
            if studentBeyond(middle, degrees: degrees) > 0.05 { low = middle } else { high = middle }
        }
        return high
    }

    /// The share of Student's distribution that lies beyond a point, on both sides together: at least one degree of freedom is
    /// taken.
    ///
    /// Exact for whole degrees of freedom (Abramowitz and Stegun, "Handbook of Mathematical Functions", 1964, 26.7.3 and 26.7.4).
    static func studentBeyond(_ point: Double, degrees: Int) -> Double {
        let degrees = min(max(1, degrees), mostDegrees)
        let angle = atan(point / Double(degrees).squareRoot())
        let square = cos(angle) * cos(angle)
        let isOdd = !degrees.isMultiple(of: 2)
        var term = isOdd ? cos(angle) : 1
        var sum = degrees == 1 ? 0 : term
        for factor in stride(from: isOdd ? 3 : 2, to: degrees, by: 2) {
            term *= square * Double(factor - 1) / Double(factor)
            sum += term
        }
        let within = isOdd ? 2 / .pi * (angle + sin(angle) * sum) : sin(angle) * sum
        return min(1, max(0, 1 - within))
    }
}
