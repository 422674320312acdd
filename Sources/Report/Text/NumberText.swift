import Analysis

/// Numbers as people read them: `1,234,567`, `12.3 ms`, `1.24x`, `3.4 MB`.
///
/// Times and ratios have three digits that count: more would be noise, fewer would hide a change of a percent.
package enum NumberText {
    /// What stands where there is no number.
    package static let none = "-"

    /// A whole number in groups of three digits.
    package static func count(_ value: UInt64) -> String { ReadableNumber.grouped(value) }

    /// A time given in milliseconds, in the unit that suits it: `0.012 ms`, `850 ms`, `1.25 s`, `1,250 s`; eight columns at
    /// most up to a day.
    package static func time(milliseconds value: Double?) -> String {
        guard let value, value.isFinite else { return none }
        if abs(value) < 999.5 { return significant(value, mostDecimals: 3) + " ms" }
        return significant(value / 1000, mostDecimals: 2) + " s"
    }

    /// A time given in seconds: `0.25 s`, `12.5 s`, `3 min 5 s`, `2 h 10 min`.
    package static func seconds(_ value: Double) -> String {
        guard value.isFinite, value < 1e15 else { return none }
        if abs(value) < 99.95 { return significant(value, mostDecimals: 3) + " s" }
        let whole = UInt64(max(0, value.rounded()))
        let (hours, minutes, seconds) = (whole / 3600, whole / 60 % 60, whole % 60)
        if hours > 0 { return "\(count(hours)) h \(minutes) min" }
        return "\(minutes) min \(seconds) s"
    }

    /// A time of the clock since a run's start: `00:12`, `1:02:03`.
    package static func clock(seconds value: Double) -> String {
        let whole = value.isFinite ? UInt64(min(max(0, value), 1e15)) : 0
        let (hours, minutes, seconds) = (whole / 3600, whole / 60 % 60, whole % 60)
        return (hours > 0 ? "\(hours):" : "") + twoDigits(minutes) + ":" + twoDigits(seconds)
    }

    /// A ratio: `1.24x`.
    package static func ratio(_ value: Double?) -> String {
        guard let value, value.isFinite else { return none }
        return significant(value, mostDecimals: 2) + "x"
    }

    /// Events a second: `4.25/s`, `499.8/s`, `12,345/s`.
    package static func rate(_ value: Double?) -> String {
        guard let value, value.isFinite else { return none }
        let decimals = abs(value) < 9.995 ? 2 : abs(value) < 999.95 ? 1 : 0
        return fixed(value, decimals: decimals) + "/s"
    }

    /// A number of bytes in decimal units: `612 B`, `3.4 MB`.
    package static func bytes(_ value: UInt64) -> String {
        if value < 1000 { return "\(value) B" }
        let units = ["kB", "MB", "GB", "TB", "PB", "EB"]
        var amount = Double(value) / 1000
        var unit = 0
        while amount >= 999.5, unit < units.count - 1 {
            amount /= 1000
            unit += 1
        }
        return fixed(amount, decimals: amount < 99.95 ? 1 : 0) + " " + units[unit]
    }

    /// A part of a whole: `12.5%`; `<0.01%` for what is not nothing.
    package static func share(_ part: UInt64, of whole: UInt64) -> String {
        guard whole > 0 else { return none }
        let percent = 100 * Double(part) / Double(whole)
        if part > 0, percent < 0.01 { return "<0.01%" }
        if part < whole, percent >= 99.995 { return ">99.99%" }
        return fixed(percent, decimals: percent < 0.1 ? 2 : percent < 99.9 || part == whole ? 1 : 2) + "%"
    }

    /// A count and its noun: `1 request`, `1,234 requests`.
    package static func count(_ value: UInt64, _ noun: String, plural: String? = nil) -> String {
        count(value) + " " + (value == 1 ? noun : plural ?? noun + "s")
    }

    /// A number with so many decimals, its whole part in groups.
    package static func fixed(_ value: Double, decimals: Int) -> String {
        ReadableNumber.fixed(value, decimals: decimals) ?? none
    }

    /// A number with three digits that count, and no more decimals than that.
    private static func significant(_ value: Double, mostDecimals: Int) -> String {
        let size = abs(value)
        let decimals = size < 0.9995 ? 3 : size < 9.995 ? 2 : size < 99.95 ? 1 : 0
        return fixed(value, decimals: min(decimals, mostDecimals))
    }

    private static func twoDigits(_ value: UInt64) -> String {
        value < 10 ? "0\(value)" : "\(value)"
    }
}
