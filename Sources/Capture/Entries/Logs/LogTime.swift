package import Corpus

/// How a log writes an instant.
package enum LogTimeStyle: String, Sendable, Hashable, CaseIterable {
    /// `2026-03-09T12:00:00.25+01:00`.
    case iso8601
    /// Seconds since 1970, with or without decimals.
    case seconds = "s"
    /// Milliseconds since 1970.
    case milliseconds = "ms"
    /// Microseconds since 1970.
    case microseconds = "us"
    /// Nanoseconds since 1970.
    case nanoseconds = "ns"
    /// `10/Oct/2000:13:55:36 -0700`, as the common log format has it.
    case clf

    /// Decimals of the unit that are whole nanoseconds; nil for one that is no unit.
    package var decimals: Int? {
        switch self {
        case .seconds: 9
        case .milliseconds: 6
        case .microseconds: 3
        case .nanoseconds: 0
        case .iso8601, .clf: nil
        }
    }

    /// The unit that a number since 1970 is most likely in: each one's range ends in the year 5138, where the next one's
    /// begins in 1973.
    init(magnitude: Double) {
        self =
            switch magnitude {
            case ..<1e11: .seconds
            case ..<1e14: .milliseconds
            case ..<1e17: .microseconds
            default: .nanoseconds
            }
    }
}

/// An instant of a log, in any of the forms that logs have.
package struct LogTime: Sendable, Hashable {
    /// The instant.
    package let timestamp: Timestamp
    /// Whether the log told what its clock is ahead of UTC; where it did not, the time is taken for UTC.
    package let hasOffset: Bool

    /// Texts that are longer are no time.
    private static let lengthLimit = 64

    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    private init(_ timestamp: Timestamp, hasOffset: Bool = true) {
        self.timestamp = timestamp
        self.hasOffset = hasOffset
    }

    /// The instant that a value tells, of a style or of the one that it looks like; nil where it is none.
    init?(_ value: LogLine.Value?, style: LogTimeStyle? = nil) {
        guard let value, let time = Self.read(value, style) else { return nil }
        self = time
    }

    private static func read(_ value: LogLine.Value, _ style: LogTimeStyle?) -> LogTime? {
        guard let text = value.text, text.utf8.count <= lengthLimit else { return nil }
        switch style {
        case .iso8601?: return iso8601(text[...])
        case .clf?: return clf(text[...])
        case let unit?: return unit.decimals.flatMap { epoch(value, decimals: $0) }
        case nil: break
        }
        if let number = Double(text) {
            return LogTimeStyle(magnitude: number).decimals.flatMap { epoch(value, decimals: $0) }
        }
        return text.contains("/") ? clf(text[...]) : iso8601(text[...])
    }

    private static func epoch(_ value: LogLine.Value, decimals: Int) -> LogTime? {
        value.scaled(decimals: decimals).flatMap { Int64(exactly: $0) }.map { LogTime(Timestamp(nanoseconds: $0)) }
    }

    private static func iso8601(_ text: Substring) -> LogTime? {
        // Some write a blank before the offset.
        let words = text.split(separator: " ", omittingEmptySubsequences: false)
        let joined: String
        switch words.count {
        case 2 where words[0].contains("T") || words[0].contains(":"): joined = words.joined()
        case 3: joined = "\(words[0])T\(words[1])\(words[2])"
        default: joined = String(text)
        }
        if let timestamp = Timestamp(iso8601: joined) { return LogTime(timestamp) }
        return Timestamp(iso8601: joined + "Z").map { LogTime($0, hasOffset: false) }
    }

    /// Reads `10/Oct/2000:13:55:36.123 -0700`, with brackets or without, the decimals and the offset if they are there.
    private static func clf(_ text: Substring) -> LogTime? {
        var text = text
        if text.first == "[" { text.removeFirst() }
        if text.last == "]" { text.removeLast() }
        guard let colon = text.firstIndex(of: ":") else { return nil }
        let date = text[..<colon].split(separator: "/", omittingEmptySubsequences: false)
        guard date.count == 3, let month = months.firstIndex(of: String(date[1])) else { return nil }
        let time = text[text.index(after: colon)...]
        return iso8601("\(date[2])-\(month < 9 ? "0" : "")\(month + 1)-\(date[0])T\(time)")
    }
}
