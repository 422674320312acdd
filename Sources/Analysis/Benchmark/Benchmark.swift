/// The figures that a benchmark took, as `tools/bench --json` writes them: each with what every round of it came to.
package struct Benchmark: Sendable, Hashable, Codable {
    /// One thing that was measured.
    package struct Figure: Sendable, Hashable, Codable {
        /// Which way is an improvement.
        package enum Direction: String, Sendable, Hashable, Codable {
            /// Times, sizes.
            case lower
            /// Rates.
            case higher
        }

        /// What it is of; the same in each file.
        package var name: String
        /// Of what the numbers are: `µs`, `MiB`, `ratio`.
        package var unit: String
        /// Which way is an improvement.
        package var better: Direction
        /// What each round came to, in its order; all above 0.
        package var rounds: [Double]

        /// A figure.
        package init(name: String, unit: String, better: Direction = .lower, rounds: [Double]) {
            self.name = name
            self.unit = unit
            self.better = better
            self.rounds = rounds
        }
    }

    /// ``schemaID``.
    package var schema: String
    /// The format's version.
    package var schemaVersion: Int
    /// The commit that was measured; nil where it is not known.
    package var commit: String?
    /// The machine that measured; nil where it is not known.
    package var machine: String?
    /// What was measured.
    package var figures: [Figure]

    /// What says that JSON is a benchmark.
    package static let schemaID = "urn:spammer:benchmark"
    /// The newest version that can be read.
    package static let currentSchemaVersion = 1

    /// A benchmark of some figures.
    package init(commit: String? = nil, machine: String? = nil, figures: [Figure]) {
        schema = Self.schemaID
        schemaVersion = Self.currentSchemaVersion
        self.commit = commit
        self.machine = machine
        self.figures = figures
    }
}
