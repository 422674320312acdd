package import Analysis

/// A trend as one HTML page that loads nothing: what it says, a drawing, and a table of all releases.
package struct TrendPage: Sendable {
    let trend: ReleaseTrend
    let words: TrendFigureText

    /// The page of a trend.
    package init(_ trend: ReleaseTrend) {
        self.trend = trend
        words = TrendFigureText(trend.question)
    }

    /// The page's text.
    package var html: String {
        PageLayout(
            title: "\(words.subject) by \(words.unit)",
            subtitle: trend.like.map { TrendContext(trend.question, $0).text } ?? "",
            sections: [verdict, chart, releases, Self.reading].compactMap(\.self)
        ).html
    }

    private var verdict: PageSection {
        let said = TrendSentence(trend)
        let notes = said.remarks.map { note -> HTML in "<li>\(note.replacing("`", with: ""))</li>\n" }
        let list: HTML = notes.isEmpty ? .none : "<ul class=\"notes\">\n\(notes)</ul>\n"
        return PageSection(
            "verdict",
            "What it says",
            """
            <p class="pill \(said.tone.style)">\(said.word)</p>
            <h1>\(said.sentence)</h1>
            \(list)\(figures)
            """
        )
    }

    /// The levels in short.
    private var figures: HTML {
        guard let last = trend.levels.last else { return .none }
        var figures = [("Now", words.value(last.value), "median of \(words.count(last.points.count))")]
        if let change = trend.changes.last {
            let count = words.count(change.before.points.count)
            figures += [
                ("Before", words.value(change.before.value), "median of \(count)"),
                ("Change", words.change(change.before.value, change.after.value), "at \(words.name(change.name))"),
            ]
        }
        if trend.question.label != nil {
            let runs = trend.points.reduce(0) { $0 + $1.runs.count }
            figures.append(("Runs", NumberText.count(UInt64(runs)), "in \(words.count(trend.points.count))"))
        }
        let items = figures.map { name, value, note -> HTML in
            "<div><dt>\(name)</dt><dd>\(value)</dd><dd class=\"note\">\(note)</dd></div>\n"
        }
        return "<dl class=\"figures\">\n\(items)</dl>\n"
    }

    private var chart: PageSection? {
        guard !trend.points.isEmpty else { return nil }
        return PageSection(
            "chart",
            "Over time",
            """
            <p class="intro">The \(words.subject), oldest \(words.unit) first. Dots are the values, heavy lines the levels between \
            changes, dashed lines where a change for good begins.</p>
            \(TrendChart(trend).svg)
            """
        )
    }
}
