import ArgumentParser
import Corpus
package import SpammerKit

/// A part of a replay: `3/8`.
package struct ShardValue: ExpressibleByArgument, Sendable, Hashable {
    /// The part.
    package let shard: Shard

    package init?(argument: String) {
        guard let shard = Shard(argument) else { return nil }
        self.shard = shard
    }
}

/// When a run starts: `now`, or an instant as in RFC 3339.
package struct StartValue: ExpressibleByArgument, Sendable, Hashable {
    /// When.
    package let start: StartTime

    package init?(argument: String) {
        if argument == "now" {
            start = .ready
        } else if let instant = Timestamp(iso8601: argument) {
            start = .at(instant)
        } else {
            return nil
        }
    }
}
