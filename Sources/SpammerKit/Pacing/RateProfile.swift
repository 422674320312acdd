import Foundation

/// How the rate of arrivals changes over a run: pieces, one after the other, in each of which it is steady or changes
/// evenly.
///
/// Pure: it tells when arrival number x comes, computed from the run's start, so that nothing adds up.
package struct RateProfile: Sendable, Hashable {
    /// A part of the run.
    package struct Piece: Sendable, Hashable {
        /// Arrivals a second at its begin.
        package var from: Double
        /// Arrivals a second at its end.
        package var to: Double
        /// How long it lasts; infinite for the rest of the run.
        package var seconds: Double

        /// A piece whose rate goes from one to another.
        package init(from: Double, to: Double, seconds: Double) {
            self.from = from
            self.to = to
            self.seconds = seconds
        }

        /// Arrivals in its first seconds.
        fileprivate func arrivals(in seconds: Double) -> Double {
            from * seconds + (self.seconds.isFinite ? (to - from) / (2 * self.seconds) * seconds * seconds : 0)
        }

        /// Seconds from its begin until so many have arrived.
        fileprivate func seconds(until arrivals: Double) -> Double {
            guard arrivals > 0 else { return 0 }
            guard self.seconds.isFinite, from != to else { return arrivals / from }
            // The root of a quadratic, in the form that subtracts nothing from its like.
            let slope = (to - from) / self.seconds
            return 2 * arrivals / (from + max(0, from * from + 2 * slope * arrivals).squareRoot())
        }
    }

    /// The pieces; at least one.
    package let pieces: [Piece]

    /// A profile of pieces.
    ///
    /// Nil where there is none, a rate is below 0 or not a number, or a piece has no arrivals or no length.
    package init?(_ pieces: [Piece]) {
        guard !pieces.isEmpty else { return nil }
        for piece in pieces {
            guard piece.from.isFinite, piece.to.isFinite, piece.from >= 0, piece.to >= 0, piece.from + piece.to > 0,
                piece.seconds > 0, piece.seconds.isFinite || piece.from == piece.to
            else { return nil }
        }
        self.pieces = pieces
    }

    /// The same rate all along; nil for one that is not above 0.
    package init?(perSecond: Double) {
        self.init([Piece(from: perSecond, to: perSecond, seconds: .infinity)])
    }

    /// From one rate to another, which then stays.
    package init?(from: Double, to: Double, seconds: Double) {
        self.init([
            Piece(from: from, to: to, seconds: seconds), Piece(from: to, to: to, seconds: .infinity),
        ])
    }

    /// Seconds until its end; nil for a profile that goes on.
    package var seconds: Double? {
        let sum = pieces.reduce(0) { $0 + $1.seconds }
        return sum.isFinite ? sum : nil
    }

    /// Seconds from the start until so many have arrived; nil where the profile ends before.
    package func seconds(until arrivals: Double) -> Double? {
        var left = arrivals
        var start = 0.0
        for piece in pieces {
            let all = piece.seconds.isFinite ? piece.arrivals(in: piece.seconds) : .infinity
            if left < all { return start + piece.seconds(until: left) }
            left -= all
            start += piece.seconds
        }
        return nil
    }

    /// Arrivals in the first seconds.
    package func arrivals(in seconds: Double) -> Double {
        var left = seconds
        var sum = 0.0
        for piece in pieces where left > 0 {
            sum += piece.arrivals(in: min(left, piece.seconds))
            left -= piece.seconds
        }
        return sum
    }

    /// Arrivals a second, on the average of its whole length, or of the piece that goes on.
    package var mean: Double {
        if let seconds { return arrivals(in: seconds) / seconds }
        return pieces[pieces.count - 1].to
    }

    /// The profile in words: `20 a second`, `100 to 2000 a second over 300 s`, `100 a second for 60 s, then 500`.
    package var summary: String {
        guard pieces.count > 1 || pieces[0].from != pieces[0].to else { return "\(pieces[0].from.shortest) a second" }
        let texts = pieces.map { piece in
            let rate =
                piece.from == piece.to ? piece.from.shortest : "\(piece.from.shortest) to \(piece.to.shortest)"
            guard piece.seconds.isFinite else { return rate }
            return "\(rate) a second \(piece.from == piece.to ? "for" : "over") \(piece.seconds.shortest) s"
        }
        return texts.joined(separator: ", then ")
    }
}
