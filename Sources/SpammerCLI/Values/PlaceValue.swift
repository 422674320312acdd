import ArgumentParser
import Corpus
package import SpammerKit

/// A place in a recording: `10m` after its begin, or an instant, `2026-03-09T12:00:00Z`.
package struct PlaceValue: ExpressibleByArgument, Sendable, Hashable {
    /// The place.
    package let place: ReplaySelection.Place

    package init?(argument: String) {
        if let time = DurationValue(argument: argument) {
            place = .offset(time.nanoseconds)
        } else if let instant = Timestamp(iso8601: argument) {
            place = .instant(instant)
        } else {
            return nil
        }
    }
}
