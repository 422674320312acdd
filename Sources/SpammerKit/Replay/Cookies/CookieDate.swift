import HTTPWire

/// The instant that a cookie's `Expires` names, read as leniently as RFC 6265, section 5.1.1, has it.
enum CookieDate {
    /// Seconds since 1970-01-01T00:00:00Z; nil for what is no date.
    static func seconds(_ text: ArraySlice<UInt8>) -> Int64? {
        var time: (Int64, Int64, Int64)?
        var day: Int64?
        var month: Int64?
        var year: Int64?
        for token in text.split(whereSeparator: isDelimiter) {
            if time == nil, let found = timeOfDay(token) {
                time = found
            } else if day == nil, let found = number(token, digits: 1...2) {
                day = found
            } else if month == nil, let found = monthNumber(token) {
                month = found
            } else if year == nil, let found = number(token, digits: 2...4) {
                year = found
            }
        }
        guard let (hour, minute, second) = time, let day, let month, var year else { return nil }
        if (70...99).contains(year) { year += 1900 }
        if (0...69).contains(year) { year += 2000 }
        let first = days(year: year, month: month)
        let next = month < 12 ? days(year: year, month: month + 1) : days(year: year + 1, month: 1)
        guard (1...next - first).contains(day), year >= 1601, hour <= 23, minute <= 59, second <= 59 else { return nil }
        return (first + day - 1) * 86_400 + hour * 3600 + minute * 60 + second
    }

    private static func isDelimiter(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x09, 0x20...0x2F, 0x3B...0x40, 0x5B...0x60, 0x7B...0x7E: true
        default: false
        }
    }

    /// `8:49:37`; what follows the last digits does not matter.
    private static func timeOfDay(_ token: ArraySlice<UInt8>) -> (Int64, Int64, Int64)? {
        let parts = token.split(separator: ASCII.colon, maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].allSatisfy(ASCII.isDigit), parts[1].allSatisfy(ASCII.isDigit),
            let hour = number(parts[0], digits: 1...2), let minute = number(parts[1], digits: 1...2),
            let second = number(parts[2], digits: 1...2)
        else { return nil }
        return (hour, minute, second)
    }

    /// The number that a token begins with, where it has so many digits.
    private static func number(_ token: ArraySlice<UInt8>, digits: ClosedRange<Int>) -> Int64? {
        let found = token.prefix(while: ASCII.isDigit)
        guard digits.contains(found.count) else { return nil }
        return found.reduce(0) { $0 * 10 + Int64($1 - UInt8(ascii: "0")) }
    }

    private static let months = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ].map { Array($0.utf8) }

    private static func monthNumber(_ token: ArraySlice<UInt8>) -> Int64? {
        let name = token.prefix(3).map(ASCII.lowercased)
        return months.firstIndex(of: name).map { Int64($0) + 1 }
    }

    /// Days from 1970-01-01 to the first of a month of the Gregorian calendar; years are counted from March, so that a leap
    /// day is a year's last, and 400 of them have 146,097 days.
    private static func days(year: Int64, month: Int64) -> Int64 {
        let year = month <= 2 ? year - 1 : year
        let (era, yearOfEra) = year.quotientAndRemainder(dividingBy: 400)
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}
