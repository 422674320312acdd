/// Counts by name, as lists show them.
extension Dictionary where Key == String, Value == UInt64 {
    /// The counts, the largest first, equal ones by name.
    var largestFirst: [(key: String, value: UInt64)] {
        sorted { ($0.value, $1.key) > ($1.value, $0.key) }
    }

    /// The counts by reason in a line: `12 for: its body was not recorded, 3 for: CONNECT`.
    func reasons() -> String {
        largestFirst.map { "\(NumberText.count($0.value)) for: \($0.key)" }.joined(separator: ", ")
    }
}
