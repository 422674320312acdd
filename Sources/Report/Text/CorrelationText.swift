import Analysis
import Corpus

/// What is said of values that responses gave and later requests sent back.
enum CorrelationText {
    /// Of a replay, in a line.
    static func text(_ summary: CorrelationSummary) -> String {
        var parts = [
            "\(NumberText.count(summary.used)) of \(NumberText.count(summary.found)) recorded values replaced by the target's own"
        ]
        let others: [(UInt64, String)] = [
            (summary.missing, "missing: not answered yet, failed, or not replayed"),
            (summary.unextracted, "unextracted: the target's response had none"),
            (summary.unplaced, "unplaced: the request was changed"),
            (summary.forgotten, "responses forgotten"),
        ]
        for (count, words) in others where count > 0 { parts.append("\(NumberText.count(count)) \(words)") }
        return parts.joined(separator: ", ")
    }

    /// Of a recording, in a sentence.
    static func text(_ totals: CorrelationTotals) -> String {
        guard totals.links > 0 else {
            return "Correlation: no request sent back a value that an earlier response of its session gave."
        }
        let uses = totals.uses.largestFirst
            .map { "\(NumberText.count($0.value)) \($0.key)" }
        let requests = NumberText.count(totals.requests, "request")
        return """
            Correlation: \(NumberText.count(totals.links, "value")) that responses gave went back in \(requests) \
            (\(uses.joined(separator: ", "))). `spammer replay --correlate` puts the target's own in their places.
            """
    }

    /// Where the values of a recording come from, as a table.
    static func add(_ totals: CorrelationTotals, to page: inout TextPage) {
        page.skip()
        page.paragraph(text(totals))
        guard !totals.sources.isEmpty else { return }
        let sorted = totals.sources.sorted { ($0.links, $1.endpoint, $1.place) > ($1.links, $0.endpoint, $0.place) }
        var table = TextTable([.words("responses of"), .words("give"), .numbers("sent back")])
        for source in sorted.prefix(mostSources) {
            table.add([
                TextTable.Cell(source.endpoint), TextTable.Cell(source.place),
                TextTable.Cell(NumberText.count(source.links)),
            ])
        }
        page.add(table)
        let rest = sorted.count - mostSources
        if rest > 0 {
            page.paragraph("and \(NumberText.count(UInt64(rest), "more place")); --format json has all of them")
        }
    }

    /// Places that are shown; all of them are in the JSON.
    private static let mostSources = 10
}
