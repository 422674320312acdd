/// The runs that a judgement is made of.
package struct RunGroups: Sendable {
    /// The runs of the baseline, at least one.
    package var baseline: [RunSummary]
    /// The runs of the candidate, at least one.
    package var candidate: [RunSummary]
    /// Runs of one release in this environment: they differ by its noise alone.
    package var noise: [RunSummary]

    /// Groups of runs.
    package init(baseline: [RunSummary], candidate: [RunSummary], noise: [RunSummary] = []) {
        self.baseline = baseline
        self.candidate = candidate
        self.noise = noise
    }

    /// One endpoint's part of one side.
    struct Side {
        /// What each run has of it; runs without it are left out.
        var runs: [Counts]

        /// Whether any run kept its seconds.
        var hasSeconds: Bool { runs.contains { $0.seconds != nil } }
        var sent: UInt64 { runs.reduce(0) { $0 &+ $1.sent } }
        var lost: UInt64 { runs.reduce(0) { $0 &+ $1.lost } }
    }

    /// What one run has of an endpoint.
    struct Counts {
        var sent: UInt64
        var lost: UInt64
        var seconds: SecondSeries?

        var shareLost: Double { sent > 0 ? Double(lost) / Double(sent) : 0 }
    }

    /// An endpoint that both sides have.
    struct Endpoint {
        var name: String
        var baseline: Side
        var candidate: Side
        var noise: Side
    }

    /// The endpoints that both sides have, in the order of the candidate's first run that has each.
    var endpoints: [Endpoint] {
        let (before, after, alike) = (Self.sides(baseline), Self.sides(candidate), Self.sides(noise))
        var seen: Set<String> = []
        return candidate.flatMap(\.endpoints).map(\.name).filter { seen.insert($0).inserted }
            .compactMap { name in
                guard let left = before[name], let right = after[name] else { return nil }
                return Endpoint(name: name, baseline: left, candidate: right, noise: alike[name] ?? Side(runs: []))
            }
    }

    /// All requests as one, without seconds.
    var overall: Endpoint {
        func side(_ runs: [RunSummary]) -> Side {
            Side(
                runs: runs.map {
                    Counts(sent: $0.books.sent, lost: $0.books.failed &+ $0.books.unfinished, seconds: nil)
                }
            )
        }
        return Endpoint(
            name: Comparison.overallName,
            baseline: side(baseline),
            candidate: side(candidate),
            noise: side(noise)
        )
    }

    private static func sides(_ runs: [RunSummary]) -> [String: Side] {
        var sides: [String: Side] = [:]
        for run in runs {
            // A summary that was edited may name an endpoint twice; the first one counts.
            var seen: Set<String> = []
            for endpoint in run.endpoints where seen.insert(endpoint.name).inserted {
                sides[endpoint.name, default: Side(runs: [])].runs.append(
                    Counts(
                        sent: endpoint.sent,
                        lost: endpoint.failed &+ endpoint.unfinished,
                        seconds: endpoint.seconds
                    )
                )
            }
        }
        return sides
    }
}
