import ArgumentParser
package import Corpus
import SpammerKit

/// A moment of a recording as a person names it: `90s` after its begin, `12:00:05` in UTC, or `2026-03-09T12:00:00Z`.
package struct MomentValue: ExpressibleByArgument, Sendable, Hashable {
    private enum Moment: Hashable {
        case place(ReplaySelection.Place)
        /// Nanoseconds since midnight.
        case time(UInt64)
    }

    private let moment: Moment

    private static let day: Int64 = 86_400_000_000_000

    package init?(argument: String) {
        if let place = PlaceValue(argument: argument)?.place {
            moment = .place(place)
        } else if let instant = Timestamp(iso8601: "1970-01-01T\(argument)Z"), instant.nanoseconds >= 0 {
            moment = .time(UInt64(instant.nanoseconds))
        } else {
            return nil
        }
    }

    /// The instant, in a recording of which the first and the last exchange began then.
    package func instant(first: Timestamp, last: Timestamp) -> Timestamp {
        switch moment {
        case .place(let place):
            return place.instant(from: first)
        case .time(let time):
            let intoDay = ((first.nanoseconds % Self.day) + Self.day) % Self.day
            let midnight = Timestamp(nanoseconds: first.nanoseconds.subtractingReportingOverflow(intoDay).partialValue)
            let today = midnight.advanced(by: time)
            let tomorrow = today.advanced(by: UInt64(Self.day))
            return today < first && tomorrow <= last ? tomorrow : today
        }
    }
}
