import Analysis

extension ComparisonText {
    /// Endpoints that are shown.
    private static let mostPaired = 20
    /// Requests that are shown.
    private static let mostRequests = 5

    /// Each request against its own recorded time, and those that took longest beyond it.
    func addPairs(to page: inout TextPage) {
        guard let overall = comparison.overall.paired else { return }
        page.section("Request by request, over the recorded time")
        var table = TextTable([
            .words("endpoint"), .numbers("requests"), .numbers("p10"), .numbers("median ratio"), .numbers("p90"),
        ])
        let endpoints = comparison.endpoints.compactMap { endpoint in endpoint.paired.map { (endpoint.name, $0) } }
        for (name, paired) in [(Comparison.overallName, overall)] + endpoints.prefix(Self.mostPaired) {
            table.add([
                TextTable.Cell(name), TextTable.Cell(NumberText.count(paired.count)),
                TextTable.Cell(NumberText.ratio(paired.ratioP10)),
                TextTable.Cell(NumberText.ratio(paired.ratioP50), paired.ratioP50 >= 1.1 ? .warning : nil),
                TextTable.Cell(NumberText.ratio(paired.ratioP90)),
            ])
        }
        page.add(table)
        addMostChanged(to: &page)
    }

    private func addMostChanged(to page: inout TextPage) {
        guard let changed = comparison.mostChanged, !changed.isEmpty else { return }
        page.section("Longest beyond their recorded time")
        var table = TextTable([
            .numbers("exchange"), .words("endpoint"), .numbers("recorded"), .numbers("replayed"),
        ])
        for request in changed.prefix(Self.mostRequests) {
            table.add([
                TextTable.Cell("\(request.exchange)"), TextTable.Cell(request.endpoint),
                TextTable.Cell(NumberText.time(milliseconds: request.recorded)),
                TextTable.Cell(NumberText.time(milliseconds: request.replayed)),
            ])
        }
        page.add(table)
        if let corpus = comparison.corpus {
            page.paragraph(
                "spammer show \(ShellText.word(corpus)) --id \(changed[0].exchange) shows the first of them",
                .faint
            )
        }
    }
}
