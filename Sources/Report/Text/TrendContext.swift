import Analysis

/// What the runs of a trend have in common, in words.
struct TrendContext {
    /// A sentence, such as: Runs of shop.corpus against http://staging:8080, at 2.00x the recorded pace.
    let text: String

    /// The words for runs that are like one.
    init(_ question: TrendQuestion, _ run: KeptRun) {
        var text = run.corpus.map { "Runs of \($0)" } ?? "Runs"
        if let target = run.target, !question.takesAllTargets { text += " against \(target)" }
        if let pace = run.pace.map(Self.text) { text += ", \(pace)" }
        self.text = text + "."
    }

    private static func text(of pace: KeptPace) -> String {
        if pace.isClosed { return "as fast as responses came" }
        if let speed = pace.speed { return "at \(NumberText.ratio(speed)) the recorded pace" }
        return "at \(NumberText.rate(pace.askedRate))"
    }
}
