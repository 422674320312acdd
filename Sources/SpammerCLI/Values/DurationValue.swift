import ArgumentParser
import Corpus

/// A length of time as curl, wrk2 and vegeta write it: `500ms`, `30s`, `5m`, `1h`, `1m30s`; a bare number is seconds.
package struct DurationValue: ExpressibleByArgument, Sendable, Hashable {
    /// The length in nanoseconds.
    package let nanoseconds: UInt64

    /// The length in seconds.
    package var seconds: Double { Double(nanoseconds) / 1e9 }

    /// So many seconds.
    package init(seconds: UInt64) {
        nanoseconds = seconds * 1_000_000_000
    }

    /// So many nanoseconds.
    package init(nanoseconds: UInt64) {
        self.nanoseconds = nanoseconds
    }

    /// How help shows it.
    package var defaultValueDescription: String {
        nanoseconds % 1_000_000_000 == 0 ? "\(nanoseconds / 1_000_000_000)s" : "\(nanoseconds / 1_000_000)ms"
    }

    package init?(argument: String) {
        guard let nanoseconds = DurationNotation.nanoseconds(argument, bareNumber: 1e9) else { return nil }
        self.nanoseconds = nanoseconds
    }
}
