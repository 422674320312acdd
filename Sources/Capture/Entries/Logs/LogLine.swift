import Foundation

/// A line of a JSON log: its members, whatever their types.
///
/// Programs write numbers as strings and back, and `-` or nothing for what there was not.
struct LogLine: Sendable, Decodable {
    /// A member's value.
    enum Value: Sendable, Decodable {
        case text(String)
        case number(Double)
        case list([Value])
        case object([String: Value])
        case nothing

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let text = try? container.decode(String.self) {
                self = .text(text)
            } else if let number = try? container.decode(Double.self) {
                self = .number(number)
            } else if let object = try? container.decode([String: Value].self) {
                self = .object(object)
            } else if let list = try? container.decode([Value].self) {
                self = .list(list)
            } else {
                self = .nothing
            }
        }
    }

    private let members: [String: Value]

    init(from decoder: any Decoder) throws {
        members = try decoder.singleValueContainer().decode([String: Value].self)
    }

    private init(members: [String: Value]) {
        self.members = members
    }

    /// The names of the members, sorted.
    var names: [String] { members.keys.sorted() }

    /// Whether there is a member of this name.
    func has(_ name: String) -> Bool { members[name] != nil }

    /// The members of an object; none where there is no such object.
    func object(_ name: String) -> LogLine {
        if case .object(let members) = members[name] { return LogLine(members: members) }
        return LogLine(members: [:])
    }

    /// A member as text; nil for none, and for what stands for none.
    func text(_ name: String) -> String? {
        switch members[name] {
        case .text(let text): text.isEmpty || text == "-" ? nil : text
        case .number(let number): number == number.rounded() && abs(number) < 1e15 ? "\(Int64(number))" : "\(number)"
        default: nil
        }
    }

    /// The texts of a list, or the one text.
    func texts(_ name: String) -> [String] {
        guard case .list(let values) = members[name] else { return text(name).map { [$0] } ?? [] }
        return values.compactMap { if case .text(let text) = $0 { text } else { nil } }
    }

    /// A whole number that is not negative.
    func count(_ name: String) -> UInt64? {
        text(name).flatMap { UInt64($0) }
    }

    /// A decimal number, times ten to so many, as a whole one: exact where it is written with no more decimals.
    func scaled(_ name: String, decimals: Int) -> UInt64? {
        switch members[name] {
        case .text(let text): Self.scaled(text, decimals: decimals)
        case .number(let number):
            (number * Self.power(decimals)).isLess(than: 9e18) && number >= 0
                ? UInt64((number * Self.power(decimals)).rounded()) : nil
        default: nil
        }
    }

    private static func power(_ decimals: Int) -> Double {
        (0..<decimals).reduce(1) { value, _ in value * 10 }
    }

    private static func scaled(_ text: String, decimals: Int) -> UInt64? {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first, !whole.isEmpty,
            (whole + (parts.count > 1 ? parts[1] : "")).utf8.allSatisfy({ 0x30...0x39 ~= $0 })
        else { return nil }
        let fraction = (parts.count > 1 ? String(parts[1]) : "").prefix(decimals)
        return UInt64(whole + fraction + String(repeating: "0", count: decimals - fraction.count))
    }
}
