import Analysis

extension ReportPage {
    /// All endpoints, to be sorted and filtered.
    var endpointsSection: PageSection? {
        let table = comparison.map { Self.endpoints($0) } ?? Self.endpoints(candidate.summary)
        guard !table.isEmpty else { return nil }
        return PageSection(
            "endpoints",
            "Endpoints",
            """
            <div class="filter needs-script"><label for="filter">Filter</label>\
            <input id="filter" type="search" data-filters="endpoints-table" placeholder="GET /users" autocomplete="off" \
            spellcheck="false"><output for="filter" id="filter-count"></output></div>
            \(table.html)\(comparison == nil ? .none : Self.ratioNote)
            """
        )
    }

    private static let ratioNote: HTML = """
        <p class="note">Service times. Ratios are candidate over baseline; ~ marks one that says little, as fewer than ten times \
        lie beyond it on one of the sides.</p>

        """

    /// Quantiles that are compared by endpoint.
    private static let compared: [Quantile] = [.p50, .p99]

    private static func endpoints(_ comparison: Comparison) -> PageTable {
        let isRun = comparison.baseline.kind == .run
        let before = isRun ? "baseline" : "recorded"
        let outcomes = outcomes(comparison.judgement)
        var columns: [PageTable.Column] = [.words("Endpoint"), .numbers("Requests")]
        columns +=
            isRun
            ? [.numbers("Failed, \(before)"), .numbers("Failed")] : [.numbers("Failed"), .numbers("Other status")]
        for quantile in compared {
            columns += [
                .numbers("\(quantile.rawValue) \(before)"), .numbers(quantile.rawValue),
                .numbers("\(quantile.rawValue) ratio"),
            ]
        }
        if comparison.judgement != nil { columns.append(.words("Verdict")) }
        var table = PageTable("Endpoints", columns, isSortable: true, identifier: "endpoints-table")
        for endpoint in comparison.endpoints {
            var cells = [
                name(endpoint.name), count(endpoint.requests.candidate ?? 0),
            ]
            cells +=
                isRun
                ? [optionalCount(endpoint.failures.baseline), optionalCount(endpoint.failures.candidate, .bad)]
                : [optionalCount(endpoint.failures.candidate, .bad), count(endpoint.otherStatuses, .bad)]
            for quantile in compared {
                let row = endpoint.clock(.serviceTime)?[quantile]
                cells += [time(row?.baseline), time(row?.candidate), ratio(row)]
            }
            if comparison.judgement != nil {
                let (word, tone) = outcomes[endpoint.name].map { words($0) } ?? ("not judged", .faint)
                cells.append(PageTable.Cell(word, tone, sortedBy: Self.rank(outcomes[endpoint.name])))
            }
            table.add(cells)
        }
        return table
    }

    private static func endpoints(_ summary: RunSummary) -> PageTable {
        let quantiles: [Quantile] = [.p50, .p90, .p99]
        var table = PageTable(
            "Endpoints",
            [.words("Endpoint"), .numbers("Requests"), .numbers("Failed"), .numbers("Unfinished")]
                + quantiles.map { .numbers($0.rawValue) } + [.numbers("Max"), .numbers("Bytes")],
            isSortable: true,
            identifier: "endpoints-table"
        )
        for endpoint in summary.endpoints {
            let service = endpoint.latency.serviceTime
            let hasTimes = service.count > 0
            table.add(
                [
                    name(endpoint.name), count(endpoint.sent), count(endpoint.failed, .bad),
                    count(endpoint.unfinished, .warning),
                ]
                    + quantiles.map { time(hasTimes ? service[$0] : nil) }
                    + [
                        time(hasTimes ? service.max : nil),
                        PageTable.Cell(
                            NumberText.bytes(endpoint.responseBytes),
                            sortedBy: Double(endpoint.responseBytes)
                        ),
                    ]
            )
        }
        return table
    }

    /// The worst that was found of each endpoint; better than nothing only where nothing is worse.
    private static func outcomes(_ judgement: Judgement?) -> [String: Judgement.Outcome] {
        (judgement?.findings ?? []).reduce(into: [:]) { outcomes, finding in
            let before = outcomes[finding.endpoint]
            if before == nil || rank(finding.outcome) < rank(before) { outcomes[finding.endpoint] = finding.outcome }
        }
    }

    private static func rank(_ outcome: Judgement.Outcome?) -> Double {
        switch outcome {
        case .regression: 0
        case .improvement: 1
        case .undecided: 2
        case .inconclusive: 3
        case .equivalent: 4
        case nil: 5
        }
    }

    // MARK: - Cells

    static func name(_ text: String) -> PageTable.Cell {
        PageTable.Cell("<span class=\"name\">\(text)</span>" as HTML)
    }

    static func count(_ value: UInt64, _ tone: Tone? = nil) -> PageTable.Cell {
        PageTable.Cell(NumberText.count(value), value > 0 ? tone : nil, sortedBy: Double(value))
    }

    static func optionalCount(_ value: UInt64?, _ tone: Tone? = nil) -> PageTable.Cell {
        value.map { count($0, tone) } ?? PageTable.Cell(NumberText.none, .faint, sortedBy: -1)
    }

    static func time(_ milliseconds: Double?) -> PageTable.Cell {
        PageTable.Cell(NumberText.time(milliseconds: milliseconds), sortedBy: milliseconds ?? -1)
    }

    /// A ratio, marked where it is not judged, and coloured where it is and the change is plain.
    static func ratio(_ row: ClockComparison.Row?) -> PageTable.Cell {
        guard let row, let ratio = row.ratio else { return PageTable.Cell(NumberText.none, .faint, sortedBy: -1) }
        guard row.judged else { return PageTable.Cell("~" + NumberText.ratio(ratio), .faint, sortedBy: ratio) }
        return PageTable.Cell(
            NumberText.ratio(ratio),
            ratio >= 1.1 ? .warning : ratio <= 0.9 ? .good : nil,
            sortedBy: ratio
        )
    }
}
