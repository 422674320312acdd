import DequeModule

/// Values by their keys, of which the one that was put in longest ago can be taken out.
///
/// Each operation takes the time of a dictionary's, and what was taken out leaves no more behind than there is still in it,
/// however often a key comes again.
struct AgedDictionary<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private struct Aged: Sendable {
        var value: Value
        var number: UInt64
    }

    private var values: [Key: Aged] = [:]
    /// Every key with the number that it was put in with; where the number is another one now, it was taken out since.
    private(set) var order: Deque<(key: Key, number: UInt64)> = []
    private var nextNumber: UInt64 = 0

    /// Entries that are borne in the order beside those of values.
    private static var slack: Int { 64 }

    /// How many values there are.
    var count: Int { values.count }

    /// Whether there is none.
    var isEmpty: Bool { values.isEmpty }

    /// The value of a key; nil where there is none.
    subscript(key: Key) -> Value? { values[key]?.value }

    /// Puts a value in, as the youngest one; one of the same key is gone.
    mutating func insert(_ value: Value, for key: Key) {
        values[key] = Aged(value: value, number: nextNumber)
        order.append((key, nextNumber))
        nextNumber &+= 1
        guard order.count > 2 * values.count + Self.slack else { return }
        order.removeAll { values[$0.key]?.number != $0.number }
    }

    /// Changes a value in its place, without a change of its age; nil where there is none.
    mutating func change<Result>(_ key: Key, _ body: (inout Value) -> Result) -> Result? {
        guard let index = values.index(forKey: key) else { return nil }
        return body(&values.values[index].value)
    }

    /// Takes the value of a key out.
    @discardableResult
    mutating func remove(_ key: Key) -> Value? {
        values.removeValue(forKey: key)?.value
    }

    /// Takes the oldest value out; nil where there is none.
    mutating func removeOldest() -> Value? {
        while let first = order.popFirst() {
            if values[first.key]?.number == first.number { return remove(first.key) }
        }
        return nil
    }

    /// Takes all out.
    mutating func removeAll() {
        values = [:]
        order = []
    }
}
