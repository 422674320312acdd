import CTimex

/// How far this machine's wall clock may be off.
enum ClockError {
    /// The most milliseconds, as the kernel reckons from what its time service told it (`adjtimex`, RFC 5905's root distance);
    /// nil where no time service keeps the clock.
    static func milliseconds() -> Double? {
        var state = timex()
        let status = adjtimex(&state)
        guard status >= 0, status != TIME_ERROR else { return nil }
        return Double(state.maxerror) / 1000
    }
}
