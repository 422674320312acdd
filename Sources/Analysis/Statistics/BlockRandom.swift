/// The random source of resampling: the same seed, the same verdict.
///
/// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
struct BlockRandom {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    /// A number below a bound, by multiplication (Lemire, "Fast random integer generation in an interval", 2019); the bias of
    /// at most bound / 2^32 is far below what resampling itself is uncertain by.
    mutating func next(below bound: UInt32) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        mixed ^= mixed >> 31
        return Int(truncatingIfNeeded: ((mixed >> 32) &* UInt64(bound)) >> 32)
    }
}
