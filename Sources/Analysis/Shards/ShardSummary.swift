/// Which part of a replay a run was, and how it began; in a merged summary one for each part, whether it is there or not.
package struct ShardSummary: Sendable, Hashable, Codable {
    /// Which of them it is, from 1.
    package var index: Int
    /// How many there are.
    package var count: Int
    /// Requests of the corpus that are its own, as they were planned; nil where nobody planned.
    package var requests: UInt64?
    /// The machine that it ran on.
    package var host: String?
    /// The instant at which all parts were to start, as in RFC 3339; nil where none was set.
    package var startAt: String?
    /// Milliseconds from that instant to this part's start, by its own clock: above 0 where it came late.
    package var startOffset: Double?
    /// The most milliseconds by which the machine's clock may be off, as the kernel reckons it; nil where no time service keeps
    /// the clock, or nobody can tell.
    package var clockError: Double?

    // In a merged summary.

    /// The file that it was read from; nil where there is none.
    package var file: String?
    /// When it began, as in RFC 3339.
    package var startedAt: String?
    /// Requests that it sent.
    package var sent: UInt64?
    /// What its run said.
    package var outcome: Verdict.Outcome?
    /// What is wrong with it: it is missing, there twice, cut short, late, or not valid.
    package var problem: String?

    /// A part of a replay.
    package init(index: Int, count: Int) {
        self.index = index
        self.count = count
    }
}
