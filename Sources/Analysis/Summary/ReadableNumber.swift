/// Numbers as people read them, in the sentences of verdicts as in the reports: `3,217`, `1,234.5`.
package enum ReadableNumber {
    /// A whole number in groups of three digits.
    package static func grouped(_ value: UInt64) -> String {
        let digits = Array(String(value))
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { text.append(",") }
            text.append(digit)
        }
        return text
    }

    /// A number with so many decimals, nine at most, its whole part in groups; nil for what is no number.
    package static func fixed(_ value: Double, decimals: Int) -> String? {
        guard value.isFinite else { return nil }
        let decimals = min(max(0, decimals), 9)
        var unit: UInt64 = 1
        for _ in 0..<decimals { unit *= 10 }
        let scaled = (abs(value) * Double(unit)).rounded()
        guard scaled < 9e18 else { return "\(value)" }
        let number = UInt64(scaled)
        let sign = value < 0 && number > 0 ? "-" : ""
        let whole = sign + grouped(number / unit)
        guard unit > 1 else { return whole }
        let fraction = String(number % unit)
        return whole + "." + String(repeating: "0", count: decimals - fraction.count) + fraction
    }

    /// A value that is above a limit, and the limit, to two decimals, or to as many as it takes to see that it is above; without
    /// zeros at their ends.
    static func above(_ value: Double, _ limit: Double) -> (value: String, limit: String) {
        func texts(_ decimals: Int) -> (value: String, limit: String) {
            (trimmed(value, decimals: decimals), trimmed(limit, decimals: decimals))
        }
        return (2..<9).lazy.map(texts).first { $0.value != $0.limit } ?? texts(9)
    }

    private static func trimmed(_ value: Double, decimals: Int) -> String {
        var text = fixed(value.finite, decimals: decimals) ?? ""
        // What is too large for decimals has an exponent.
        guard text.contains("."), !text.contains("e") else { return text }
        while text.last == "0" { text.removeLast() }
        if text.last == "." { text.removeLast() }
        return text
    }
}
