import Corpus

/// The trend as JSON: each release with the index of its level, levels by their first release, and changes between levels.
extension ReleaseTrend: Encodable {
    private enum CodingKeys: CodingKey {
        case figure, clock, unit, endpoint, label, corpus, corpusDigest, target, releases, available, levels, changes,
            minor, leftOut, canTell
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(question.figure.name, forKey: .figure)
        if case .quantile(_, let clock) = question.figure { try container.encode(clock, forKey: .clock) }
        try container.encode(question.figure.unit, forKey: .unit)
        try container.encodeIfPresent(question.endpoint, forKey: .endpoint)
        try container.encodeIfPresent(question.label, forKey: .label)
        try container.encodeIfPresent(like?.corpus, forKey: .corpus)
        try container.encodeIfPresent(like?.corpusDigest, forKey: .corpusDigest)
        if !question.takesAllTargets { try container.encodeIfPresent(like?.target, forKey: .target) }
        try container.encode(
            points.indices.map { index in
                EncodedPoint(points[index], level: levels.firstIndex { $0.points.contains(index) } ?? 0)
            },
            forKey: .releases
        )
        try container.encode(available, forKey: .available)
        try container.encode(canTell, forKey: .canTell)
        try container.encode(
            levels.map {
                EncodedLevel(from: points[$0.points.lowerBound].name, count: $0.points.count, value: $0.value)
            },
            forKey: .levels
        )
        try container.encode(changes.map { EncodedChange($0, isWorse: isWorse($0)) }, forKey: .changes)
        try container.encode(minor.map { EncodedChange($0, isWorse: isWorse($0)) }, forKey: .minor)
        try container.encode(
            Dictionary(leftOut.map { ($0.reason.rawValue, $0.count) }) { $0 + $1 },
            forKey: .leftOut
        )
    }

    private struct EncodedPoint: Encodable {
        var name: String
        var startedAt: String
        var runs: [Int64]
        var value: Double
        var least: Double
        var most: Double
        var judged: Bool
        var level: Int

        init(_ point: Point, level: Int) {
            name = point.name
            startedAt = point.startedAt.description
            runs = point.runs.map(\.id)
            value = point.value
            least = point.spread.lowerBound
            most = point.spread.upperBound
            judged = point.isJudged
            self.level = level
        }
    }

    private struct EncodedLevel: Encodable {
        var from: String
        var count: Int
        var value: Double
    }

    private struct EncodedChange: Encodable {
        var at: String
        var before: Double
        var after: Double
        var ratio: Double?
        var worse: Bool
        var probability: Double

        init(_ change: Change, isWorse: Bool) {
            at = change.name
            before = change.before.value
            after = change.after.value
            ratio = change.ratio
            worse = isWorse
            probability = change.probability
        }
    }
}

extension TrendFigure {
    /// What its values are counted in.
    fileprivate var unit: String {
        switch self {
        case .quantile: "ms"
        case .failures: "share"
        case .rate: "requests/s"
        }
    }
}
