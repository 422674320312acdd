import Foundation

/// At which instants the arrivals of a rate come: at even spaces of its profile, or at random.
package struct RatePacing: Sendable, Hashable {
    /// How the spaces between arrivals are.
    package enum Process: Sendable, Hashable {
        /// As even as the rate allows.
        case even
        /// Those of independent users: a Poisson process, from a seed, so that the same one comes again.
        case poisson(seed: UInt64)
    }

    /// How the rate changes.
    package var profile: RateProfile
    /// How the spaces are.
    package var process: Process

    /// A pacing by a profile.
    package init(_ profile: RateProfile, _ process: Process = .even) {
        self.profile = profile
        self.process = process
    }

    /// The pacing in words.
    package var summary: String {
        switch process {
        case .even: profile.summary
        case .poisson: profile.summary + ", at random (Poisson)"
        }
    }
}

/// The instants of a rate's arrivals, one after the other.
///
/// Every one is computed from the run's start by the profile's whole count, not from the one before.
package struct ArrivalTimes: Sendable {
    private let pacing: RatePacing
    private var random: SplitMix64
    /// Arrivals of the even profile up to the next one.
    private var position = 0.0
    private var ordinal: UInt64 = 0

    /// From the first arrival on.
    package init(_ pacing: RatePacing) {
        self.pacing = pacing
        switch pacing.process {
        case .even: random = SplitMix64(seed: 0)
        case .poisson(let seed):
            random = SplitMix64(seed: seed)
            position = random.exponential()
        }
    }

    /// Nanoseconds from the run's start to the next arrival, and on to the one after it; nil past the profile's end.
    package mutating func next() -> UInt64? {
        guard let seconds = pacing.profile.seconds(until: position) else { return nil }
        ordinal &+= 1
        switch pacing.process {
        case .even: position = Double(ordinal)
        // By the time-rescaling theorem the profile makes a process of rate 1 into one of its own rate (Brown et al.,
        // "The time-rescaling theorem and its application to neural spike train data analysis", 2002).
        case .poisson: position += random.exponential()
        }
        let nanoseconds = (seconds * 1e9).rounded()
        return nanoseconds < 9e18 ? UInt64(max(0, nanoseconds)) : .max
    }
}

/// A small generator of random numbers that gives the same ones for the same seed, on every machine.
///
/// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
package struct SplitMix64: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// From a seed on.
    package init(seed: UInt64) {
        state = seed
    }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return Self.mixed(state)
    }

    /// A number of which each bit depends on each bit of another.
    package static func mixed(_ word: UInt64) -> UInt64 {
        var mix = word
        mix = (mix ^ mix >> 30) &* 0xBF58_476D_1CE4_E5B9
        mix = (mix ^ mix >> 27) &* 0x94D0_49BB_1331_11EB
        return mix ^ mix >> 31
    }

    /// A number from 0 up to 1, without 1.
    package static func fraction(of word: UInt64) -> Double {
        Double(word >> 11) * 0x1p-53
    }

    /// A time between events of which one comes a second, on the average.
    mutating func exponential() -> Double {
        -log1p(-Self.fraction(of: next()))
    }
}
