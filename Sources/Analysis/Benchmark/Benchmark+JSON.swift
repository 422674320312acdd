package import FoundationEssentials

extension Benchmark {
    /// The most bytes of a file: a thousand figures are less.
    package static let sizeLimit = 1 << 20
    /// Figures past which nobody measured them.
    private static let figureLimit = 1000
    /// Rounds of a figure past which nobody measured them.
    private static let roundLimit = 1000

    /// Whether JSON says that it is a benchmark; whether it can be read as one is another question.
    package static func isBenchmark(json: Data) -> Bool {
        guard json.count <= sizeLimit else { return false }
        return (try? decoder.decode(Label.self, from: json))?.schema == schemaID
    }

    /// Reads a benchmark.
    package init(json: Data) throws(BenchmarkError) {
        guard json.count <= Self.sizeLimit else { throw .tooLong(bytes: json.count, limit: Self.sizeLimit) }
        guard let label = try? Self.decoder.decode(Label.self, from: json), label.schema == Self.schemaID else {
            throw .notABenchmark
        }
        guard label.schemaVersion ?? 1 <= Self.currentSchemaVersion else {
            throw .newer(version: label.schemaVersion ?? 1)
        }
        do {
            self = try Self.decoder.decode(Self.self, from: json)
        } catch {
            throw .damaged("a member is missing, or of another type")
        }
        try check()
    }

    private func check() throws(BenchmarkError) {
        guard !figures.isEmpty else { throw .damaged("it has no figures") }
        guard figures.count <= Self.figureLimit else { throw .damaged("it has more than \(Self.figureLimit) figures") }
        guard Set(figures.map(\.name)).count == figures.count else { throw .damaged("two figures have one name") }
        for figure in figures {
            guard !figure.rounds.isEmpty, figure.rounds.count <= Self.roundLimit else {
                throw .damaged("'\(figure.name.prefix(60))' has \(figure.rounds.count) rounds")
            }
            // A ratio of nothing is none.
            guard figure.rounds.allSatisfy({ $0.isFinite && $0 > 0 }) else {
                throw .damaged("'\(figure.name.prefix(60))' has a round that is not above 0")
            }
        }
    }

    private static var decoder: JSONDecoder {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return decoder
    }

    private struct Label: Decodable {
        var schema: String
        var schemaVersion: Int?
    }
}

/// Why a file cannot be read as a benchmark.
package enum BenchmarkError: Error, Sendable, Hashable, CustomStringConvertible {
    /// It is longer than a benchmark is.
    case tooLong(bytes: Int, limit: Int)
    /// It says nothing of being one.
    case notABenchmark
    /// It was written by a newer Spammer.
    case newer(version: Int)
    /// Something in it is missing or makes no sense.
    case damaged(String)

    /// What was expected, what was there, and what to do.
    package var description: String {
        switch self {
        case .tooLong(let bytes, let limit):
            "expected a benchmark of at most \(limit) bytes, and it has \(bytes); give what tools/bench --json wrote"
        case .notABenchmark:
            """
            expected a benchmark with "schema": "\(Benchmark.schemaID)", and found something else; a benchmark is only \
            compared with others, so give files that tools/bench --json wrote
            """
        case .newer(let version):
            """
            this benchmark has format \(version), and this Spammer reads up to \(Benchmark.currentSchemaVersion); use a newer \
            Spammer
            """
        case .damaged(let problem):
            "this benchmark is damaged: \(problem); measure again with tools/bench --json"
        }
    }
}
