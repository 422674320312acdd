extension ReleaseTrend {
    /// The trend of a figure over runs.
    ///
    /// Only runs that are alike belong in one: of the same corpus, pace and target. Those are the ones that are like the newest
    /// run that can be in it, unless the question names another.
    ///
    /// - Parameters:
    ///   - question: what is asked for.
    ///   - runs: the runs, oldest first.
    ///   - figures: by the number of the run, those of the endpoint that is asked for.
    package init(_ question: TrendQuestion, runs: [KeptRun], figures: [Int64: KeptFigures]) {
        let like = question.like ?? runs.last { Self.problem(of: $0, question, figures, like: nil) == nil }
        var counts: [LeftOutRuns.Reason: Int] = [:]
        var releases: [String: [Measured]] = [:]
        var names: [String] = []
        for run in runs {
            if let problem = Self.problem(of: run, question, figures, like: like) {
                counts[problem, default: 0] += 1
                continue
            }
            guard let name = Self.name(of: run, question), let figures = figures[run.id],
                let value = question.figure.value(of: run, figures)
            else { continue }
            if releases[name] == nil { names.append(name) }
            let isJudged = question.figure.isJudged(figures)
            releases[name, default: []].append(Measured(run: run, value: value, isJudged: isJudged))
        }
        let all = names.compactMap { name in releases[name].flatMap { Point(name, $0) } }
        self.question = question
        self.like = like
        available = all.count
        points = Array(all.suffix(question.newest ?? all.count))
        leftOut = LeftOutRuns.Reason.allCases.compactMap { reason in
            counts[reason].map { LeftOutRuns(reason: reason, count: $0) }
        }
        var found = ChangePoints.find(in: points.map { question.figure.scaled($0.value) })
        var minor: [Change] = []
        // The smallest first: what is left of two levels with a small step between them may be far from a third one.
        while let least = Self.changes(of: points, found).filter({ !question.matters($0) })
            .min(by: { question.size($0) < question.size($1) })
        {
            minor.append(least)
            found.removeAll { $0.index == least.index }
        }
        levels = Self.levels(of: points, found)
        changes = Self.changes(of: points, found)
        self.minor = minor.sorted { $0.index < $1.index }
    }

    private static func changes(of points: [Point], _ found: [ChangePoint]) -> [Change] {
        let levels = Self.levels(of: points, found)
        return zip(found, zip(levels, levels.dropFirst())).map { point, sides in
            Change(
                index: point.index,
                name: points[point.index].name,
                before: sides.0,
                after: sides.1,
                probability: point.probability
            )
        }
    }

    /// What a run has of the figure.
    fileprivate struct Measured {
        var run: KeptRun
        var value: Double
        var isJudged: Bool
    }

    private static func name(of run: KeptRun, _ question: TrendQuestion) -> String? {
        guard let label = question.label else { return "\(run.id)" }
        return run.labels.first { $0.name == label }?.value
    }

    /// Why a run is not in the trend; nil where it is.
    private static func problem(
        of run: KeptRun,
        _ question: TrendQuestion,
        _ figures: [Int64: KeptFigures],
        like: KeptRun?
    ) -> LeftOutRuns.Reason? {
        if run.verdict == .invalid { return .invalid }
        if name(of: run, question) == nil { return .unlabelled }
        if let like {
            if run.kind != like.kind || run.corpusDigest != like.corpusDigest { return .otherCorpus }
            if !isPacedAlike(run.pace, like.pace) { return .otherPace }
            if !question.takesAllTargets, run.target != like.target { return .otherTarget }
        }
        guard let figures = figures[run.id], let value = question.figure.value(of: run, figures), value.isFinite else {
            return .noFigure
        }
        return nil
    }

    private static func isPacedAlike(_ left: KeptPace?, _ right: KeptPace?) -> Bool {
        guard let left, let right else { return left == nil && right == nil }
        return left.isAlike(right)
    }

    private static func levels(of points: [Point], _ changes: [ChangePoint]) -> [Level] {
        guard !points.isEmpty else { return [] }
        let bounds = [0] + changes.map(\.index) + [points.count]
        return zip(bounds, bounds.dropFirst()).map { start, end in
            Level(points: start..<end, value: Middle.median(of: points[start..<end].map(\.value)))
        }
    }
}

extension ReleaseTrend.Point {
    /// A release of its runs; nil of none.
    fileprivate init?(_ name: String, _ runs: [ReleaseTrend.Measured]) {
        let values = runs.map(\.value)
        guard let least = values.min(), let most = values.max() else { return nil }
        self.init(
            name: name,
            runs: runs.map(\.run),
            value: Middle.median(of: values),
            spread: least...most,
            isJudged: runs.allSatisfy(\.isJudged)
        )
    }
}

extension TrendQuestion {
    fileprivate func matters(_ change: ReleaseTrend.Change) -> Bool {
        figure.matters(from: change.before.value, to: change.after.value, rules)
    }

    fileprivate func size(_ change: ReleaseTrend.Change) -> Double {
        figure.size(from: change.before.value, to: change.after.value)
    }
}
