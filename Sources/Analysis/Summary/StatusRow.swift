/// How often a recorded status was answered with a status in the replay.
package struct StatusRow: Sendable, Hashable, Codable {
    /// The recorded status; nil where nothing is recorded, or no response was.
    package var recorded: UInt16?
    /// The status that came back; nil where no response did.
    package var replayed: UInt16?
    /// How many requests.
    package var count: UInt64

    /// A row of its parts.
    package init(recorded: UInt16?, replayed: UInt16?, count: UInt64) {
        self.recorded = recorded
        self.replayed = replayed
        self.count = count
    }

    /// Whether a response was recorded and another one, or none, came back.
    package var isChange: Bool { recorded != nil && recorded != replayed }

    /// The rows of a tally, by recorded status, then by replayed; none comes first.
    static func rows(of tally: StatusTally) -> [StatusRow] {
        tally.rows
            .sorted { ($0.pair.recorded, $0.pair.replayed) < ($1.pair.recorded, $1.pair.replayed) }
            .map { StatusRow(recorded: code($0.pair.recorded), replayed: code($0.pair.replayed), count: $0.count) }
    }

    /// The requests of a tally by the status that came back; `none` where no response did.
    static func statuses(of tally: StatusTally) -> [String: UInt64] {
        var statuses: [String: UInt64] = [:]
        for row in tally.rows {
            let key = code(row.pair.replayed).map { String($0) } ?? none
            statuses[key, default: 0] &+= row.count
        }
        if tally.unlisted > 0 { statuses[other] = tally.unlisted }
        return statuses
    }

    /// The key of requests without a response.
    package static let none = "none"
    /// The key of requests whose pair of statuses passed the limit.
    package static let other = "other"

    private static func code(_ status: UInt16) -> UInt16? {
        status == 0 ? nil : status
    }
}
