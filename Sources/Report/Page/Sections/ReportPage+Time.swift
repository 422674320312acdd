import Analysis

extension ReportPage {
    /// How the run went on: rate, requests in flight, lateness, latency; nil for a run that was too short for that.
    var timeSection: PageSection? {
        let time = TimeCharts(runs)
        let charts = time.all
        guard !charts.isEmpty else { return nil }
        let html = charts.reduce(HTML.none) { $0 + $1.html }
        return PageSection("time", "Over time", "<div class=\"charts\">\n\(html)</div>\n")
    }
}
