/// Why a file could not be read as a run's summary.
package enum SummaryError: Error, Sendable, Hashable, CustomStringConvertible {
    /// It is not JSON.
    case notJSON
    /// It is JSON of another kind.
    case notASummary
    /// It was written by a newer Spammer.
    case newer(version: Int)
    /// Something in it is missing or of the wrong type; the path names it: `endpoints[3].latency`.
    case damaged(path: String, problem: String)
    /// It cannot be written: a number in it is not finite.
    case unwritable(String)

    /// What was expected, what was there, and what to do.
    package var description: String {
        switch self {
        case .notJSON:
            "expected a run's JSON summary, as `replay -o` writes it, and found what is not JSON"
        case .notASummary:
            """
            expected a run's JSON summary with "schema": "\(RunSummary.schemaID)", and found other JSON; \
            give the file that `run` or `replay` wrote with -o
            """
        case .newer(let version):
            """
            this summary has format \(version), and this Spammer reads up to \(RunSummary.currentSchemaVersion); \
            use the Spammer that wrote it, or a newer one
            """
        case .damaged(let path, let problem):
            "this run summary is damaged at \(path): \(problem); was it edited, or cut off?"
        case .unwritable(let problem):
            "the summary cannot be written as JSON: \(problem)"
        }
    }
}
