/// What a trend is asked for.
package struct TrendQuestion: Sendable, Hashable {
    /// The figure that it follows.
    package var figure: TrendFigure
    /// The endpoint; nil for all of them together.
    package var endpoint: String?
    /// The name of the label whose values are the releases; nil where each run stands by itself.
    package var label: String?
    /// The most releases or runs: the newest ones; nil for all.
    package var newest: Int?
    /// Whether runs of other targets are taken in too.
    package var takesAllTargets = false
    /// How large a change has to be to be marked: what `compare` takes for no change is none here either.
    package var rules = JudgementRules()
    /// The run that all others have to be like; nil for the newest one that can be in the trend.
    package var like: KeptRun?

    /// A question for a figure.
    package init(_ figure: TrendFigure) {
        self.figure = figure
    }
}
