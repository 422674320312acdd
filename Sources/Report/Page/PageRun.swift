package import Analysis

/// A run on a page: its name, its part, and what is known of it.
package struct PageRun: Sendable {
    /// What part something plays on a page; each has one colour and one kind of line throughout.
    package enum Role: Sendable, Hashable {
        /// What was recorded.
        case recording
        /// The run that the candidate is held against.
        case baseline
        /// The run that is looked at.
        case candidate

        /// The class in the style sheet.
        package var style: HTML {
            switch self {
            case .recording: "recording"
            case .baseline: "baseline"
            case .candidate: "candidate"
            }
        }
    }

    /// What part it plays.
    package var role: Role
    /// Its name.
    package var label: String
    /// What is known of it.
    package var summary: RunSummary

    /// A run with a name and a part.
    package init(_ role: Role, label: String, summary: RunSummary) {
        self.role = role
        self.label = label
        self.summary = summary
    }
}
