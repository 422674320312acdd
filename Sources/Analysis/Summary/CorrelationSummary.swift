/// What became of values that recorded responses gave and later requests sent back, in a replay that puts the target's own in
/// their places.
///
/// `found = used + missing + unextracted + unplaced`.
package struct CorrelationSummary: Sendable, Hashable, Codable {
    /// Responses of the target that were looked through for values.
    package var responses: UInt64 = 0
    /// Values that were found in them.
    package var given: UInt64 = 0
    /// Recorded values, in the requests that were sent, that earlier responses had given.
    package var found: UInt64 = 0
    /// Of those, the ones that the target's own value took the place of.
    package var used: UInt64 = 0
    /// Of those, the ones that were sent as recorded: the response that gives them had not come, had failed, or was not replayed.
    package var missing: UInt64 = 0
    /// Of those, the ones that were sent as recorded: that response did not have them.
    package var unextracted: UInt64 = 0
    /// Of those, the ones whose place is not in the request any more once that was changed.
    package var unplaced: UInt64 = 0
    /// Responses whose values were let go, to bound memory.
    package var forgotten: UInt64 = 0

    /// Nothing yet.
    package init() {}

    /// Whether the target's own value went everywhere.
    package var isWhole: Bool { used == found }

    /// Adds those of other sessions.
    package mutating func add(_ other: CorrelationSummary) {
        responses &+= other.responses
        given &+= other.given
        found &+= other.found
        used &+= other.used
        missing &+= other.missing
        unextracted &+= other.unextracted
        unplaced &+= other.unplaced
        forgotten &+= other.forgotten
    }
}
