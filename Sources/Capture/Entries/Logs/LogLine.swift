import Foundation

/// A line of a log: its members, whatever their types.
///
/// Programs write numbers as strings and back, and `-` or nothing for what there was not. A member is named by itself, or by
/// the names of the objects that it is in, with dots between them.
struct LogLine: Sendable, Decodable {
    private let members: [String: Value]

    init(from decoder: any Decoder) throws {
        members = try decoder.singleValueContainer().decode([String: Value].self)
    }

    /// A line of these members.
    init(_ members: [String: Value]) {
        self.members = members
    }

    /// The names of the members, sorted.
    var names: [String] { members.keys.sorted() }

    /// A member's value; a name that has dots itself comes before objects in objects.
    func value(_ name: String) -> Value? {
        if let value = members[name] { return value }
        guard let dot = name.firstIndex(of: "."), case .object(let inner) = members[String(name[..<dot])] else {
            return nil
        }
        return LogLine(inner).value(String(name[name.index(after: dot)...]))
    }

    /// The first of some members that the line has, but for those that stand for nothing.
    func first(_ names: [String]) -> (name: String, value: Value)? {
        for name in names {
            if let value = value(name), value.text != nil { return (name, value) }
        }
        return nil
    }

    /// Whether there is a member of this name.
    func has(_ name: String) -> Bool { value(name) != nil }

    /// The members of an object; none where there is no such object.
    func object(_ name: String) -> LogLine {
        if case .object(let members) = value(name) { return LogLine(members) }
        return LogLine([:])
    }

    /// A member as text; nil for none, and for what stands for none.
    func text(_ name: String) -> String? { value(name)?.text }

    /// The texts of a list, or the one text.
    func texts(_ name: String) -> [String] {
        guard case .list(let values) = value(name) else { return text(name).map { [$0] } ?? [] }
        return values.compactMap { if case .text(let text) = $0 { text } else { nil } }
    }

    /// A whole number that is not negative.
    func count(_ name: String) -> UInt64? {
        text(name).flatMap { UInt64($0) }
    }

    /// A decimal number, times ten to so many, as a whole one: exact where it is written with no more decimals.
    func scaled(_ name: String, decimals: Int) -> UInt64? {
        value(name)?.scaled(decimals: decimals)
    }

    /// A text's decimal number, times ten to so many.
    static func scaled(_ text: String, decimals: Int) -> UInt64? {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first, !whole.isEmpty,
            (whole + (parts.count > 1 ? parts[1] : "")).utf8.allSatisfy({ 0x30...0x39 ~= $0 })
        else { return nil }
        let fraction = (parts.count > 1 ? String(parts[1]) : "").prefix(decimals)
        return UInt64(whole + fraction + String(repeating: "0", count: decimals - fraction.count))
    }
}
