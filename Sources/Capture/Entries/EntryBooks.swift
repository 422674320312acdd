import Corpus

/// The books of one input of entries: how many there were, what was wrong, and how much of that is borne.
struct EntryBooks {
    /// Warnings that are kept; the rest are only counted.
    private static let warningLimit = 20

    /// What was read.
    var account = EntryAccount()
    /// What was wrong, in sentences.
    private(set) var warnings: [String] = []
    /// The first entry that could not be read, and why.
    private var firstBad: String?

    mutating func warn(_ warning: String) {
        if warnings.count < Self.warningLimit { warnings.append(warning) }
    }

    /// Counts an entry that cannot be read.
    ///
    /// - Parameter limit: the most that there may be.
    /// - Throws: ``RecordingError/badLines(name:count:limit:first:)`` where there are more.
    mutating func countBad(_ problem: String, in input: Input, limit: UInt64) throws(RecordingError) {
        account.bad += 1
        let first = firstBad ?? problem
        firstBad = first
        warn(problem)
        guard account.bad <= limit else {
            throw .badLines(name: input.name, count: account.bad, limit: Int(clamping: limit), first: first)
        }
    }
}
