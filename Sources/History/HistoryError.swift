package import Analysis

/// Why the run history cannot do what it was asked to.
package enum HistoryError: Error, Sendable, Hashable, CustomStringConvertible {
    /// There is no file.
    case missing(path: String)
    /// The file was written by a newer Spammer.
    case newer(path: String)
    /// The file cannot be made, read or written.
    case unusable(path: String, problem: String)
    /// What is kept of a run cannot be read.
    case damagedRun(id: Int64, problem: String)
    /// No run has this number or label.
    case noSuchRun(String, path: String, labels: [RunLabel])
    /// Labels of several names have this value.
    case ambiguous(String, labels: [RunLabel])

    /// What was expected, what was there, and what to do.
    package var description: String {
        switch self {
        case .missing(let path):
            "there is no run history at \(path) yet: `spammer replay` and `spammer run` write it; --history names another file"
        case .newer(let path):
            "the run history \(path) was written by a newer Spammer; use that one, or name another file with --history"
        case .unusable(let path, let problem):
            "the run history \(path) cannot be used: \(problem); name another file with --history"
        case .damagedRun(let id, let problem):
            "what the history keeps of run \(id) cannot be read: \(problem); `spammer history rm \(id)` removes it"
        case .noSuchRun(let text, let path, let labels):
            "no run in \(path) has the number or the label '\(text)'" + Self.known(labels)
        case .ambiguous(let text, let labels):
            "'\(text)' is the value of several labels; say which one: \(Self.list(labels))"
        }
    }

    private static func known(_ labels: [RunLabel]) -> String {
        labels.isEmpty ? "; `spammer history list` shows what there is" : "; the newest labels are \(list(labels))"
    }

    private static func list(_ labels: [RunLabel]) -> String {
        labels.map(\.description).joined(separator: ", ")
    }
}
