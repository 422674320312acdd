package import Analysis

/// What a trend says, as one word and one sentence, and what else a reader must know.
package struct TrendSentence: Sendable, Hashable {
    /// The one word: `Changed`.
    package let word: String
    /// What the word means to the reader.
    package let tone: Tone
    /// The sentence: the newest change, or that there is none.
    package let sentence: String
    /// Earlier changes, what cannot be told yet, and what is not in the trend.
    package let remarks: [String]

    /// What a trend says.
    package init(_ trend: ReleaseTrend) {
        let words = TrendFigureText(trend.question)
        let subject = Self.capitalized(words.subject)
        if trend.points.isEmpty {
            (word, tone) = ("Nothing", .warning)
            sentence = "There is no run to make a trend of."
        } else if !trend.canTell {
            (word, tone) = ("Too few", .warning)
            sentence =
                "\(words.count(trend.points.count)) \(trend.points.count == 1 ? "is" : "are") too few to tell a change from "
                + "chance: it takes \(ChangePoints.leastValues), of which \(ChangePoints.leastSegment) at least lie on either side."
        } else if let change = trend.changes.last {
            let isWorse = trend.isWorse(change)
            (word, tone) = isWorse ? ("Worse", .bad) : ("Better", .good)
            sentence = "\(subject) changed for good at \(Self.text(of: change, words))."
        } else {
            (word, tone) = ("Steady", .good)
            sentence =
                "\(subject) has not changed for good in \(words.count(trend.points.count)): it is about "
                + "\(words.value(trend.levels.first?.value ?? 0))."
        }
        remarks =
            [
                Self.levels(trend, words), Self.earlier(trend, words), Self.minor(trend, words),
                Self.newest(trend, words),
                Self.unsure(trend, words),
                Self.older(trend, words),
            ].compactMap(\.self) + trend.leftOut.map { Self.text(of: $0, trend.question) }
    }

    private static func text(of change: ReleaseTrend.Change, _ words: TrendFigureText) -> String {
        let (before, after) = (change.before, change.after)
        return
            "\(words.name(change.name)): \(words.change(before.value, after.value)), from \(words.value(before.value)) to "
            + words.value(after.value)
    }

    private static func levels(_ trend: ReleaseTrend, _ words: TrendFigureText) -> String? {
        guard let change = trend.changes.last else { return nil }
        return "These are medians, of the \(words.count(change.before.points.count)) before it and the "
            + "\(change.after.points.count) since."
    }

    private static func earlier(_ trend: ReleaseTrend, _ words: TrendFigureText) -> String? {
        let changes = trend.changes.dropLast().reversed().map { text(of: $0, words) }
        return changes.isEmpty ? nil : "Before that it changed at " + changes.joined(separator: "; at ") + "."
    }

    /// Changes that are too small to be marked, and by which option.
    private static func minor(_ trend: ReleaseTrend, _ words: TrendFigureText) -> String? {
        guard let last = trend.minor.last else { return nil }
        let others = trend.minor.count - 1
        let more = others > 0 ? ", and \(NumberText.count(UInt64(others), "earlier one"))" : ""
        return "Not marked, as changes up to \(words.least) do not count: \(text(of: last, words))\(more)."
    }

    /// A change in the newest releases has too few after it.
    private static func newest(_ trend: ReleaseTrend, _ words: TrendFigureText) -> String? {
        guard trend.canTell else { return nil }
        let names = trend.points.suffix(ChangePoints.leastSegment - 1).map { words.name($0.name) }
        return
            "A change is marked once \(ChangePoints.leastSegment) lie after it, so none could be in \(list(names)) yet: "
            + "`spammer compare` judges them."
    }

    private static func unsure(_ trend: ReleaseTrend, _ words: TrendFigureText) -> String? {
        let count = trend.points.count { !$0.isJudged }
        guard count > 0 else { return nil }
        return
            "~ marks \(words.count(count)) with fewer than \(Quantile.samplesBeyond) times beyond the quantile, so that it says "
            + "more about luck than about the target."
    }

    private static func older(_ trend: ReleaseTrend, _ words: TrendFigureText) -> String? {
        let older = trend.available - trend.points.count
        return older > 0 ? "\(words.count(older)) before these \(older == 1 ? "is" : "are") not shown." : nil
    }

    private static func text(of runs: LeftOutRuns, _ question: TrendQuestion) -> String {
        let count = NumberText.count(UInt64(max(0, runs.count)), "run")
        let (verb, they) = runs.count == 1 ? ("is", "it") : ("are", "they")
        let reason =
            switch runs.reason {
            case .invalid: "\(they) \(verb) invalid"
            case .unlabelled: "\(they) \(runs.count == 1 ? "has" : "have") no label named \(question.label ?? "")"
            case .otherCorpus: "\(they) sent something else than the corpus of this trend"
            case .otherPace: "\(they) had another pace"
            case .otherTarget: "\(they) went to another target (see --all-targets)"
            case .noFigure: "\(they) \(runs.count == 1 ? "has" : "have") no such figure"
            }
        return "Left out: \(count), as \(reason)."
    }

    private static func list(_ names: [String]) -> String {
        guard let last = names.last, names.count > 1 else { return names.first ?? "" }
        return names.dropLast().joined(separator: ", ") + " and " + last
    }

    private static func capitalized(_ text: String) -> String {
        // p99 stays as it is.
        guard let first = text.first, !text.dropFirst().prefix(1).allSatisfy(\.isNumber) else { return text }
        return first.uppercased() + text.dropFirst()
    }
}
