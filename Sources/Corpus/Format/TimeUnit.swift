/// The unit of a block's time columns: the largest that divides all its times.
///
/// A capture that stamps microseconds pays for microseconds.
enum TimeUnit: UInt8, CaseIterable {
    case nanosecond = 0
    case microsecond = 1
    case millisecond = 2
    case second = 3

    var nanoseconds: UInt64 {
        switch self {
        case .nanosecond: 1
        case .microsecond: 1000
        case .millisecond: 1_000_000
        case .second: 1_000_000_000
        }
    }

    /// The largest unit that divides all starts and all times.
    ///
    /// - Parameter times: each one a time + 1, or 0 for none.
    static func largest(dividing starts: [Int64], _ times: [UInt64]) -> TimeUnit {
        var unit = TimeUnit.second
        for start in starts { unit = unit.dividing(start.magnitude) }
        for time in times where time != 0 { unit = unit.dividing(time - 1) }
        return unit
    }

    /// This unit, or the largest smaller one that divides the value.
    private func dividing(_ value: UInt64) -> TimeUnit {
        var unit = self
        while value % unit.nanoseconds != 0 { unit = TimeUnit(rawValue: unit.rawValue - 1) ?? .nanosecond }
        return unit
    }
}
