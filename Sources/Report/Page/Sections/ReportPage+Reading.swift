import Analysis

extension ReportPage {
    /// How to read the page: what is measured, and what the words mean.
    static func readingSection(_ comparison: Comparison?) -> PageSection {
        let judged: HTML = comparison?.judgement == nil ? .none : judgedTerms
        let recorded: HTML = comparison?.baseline.kind == .recording ? recordedTerms : .none
        return PageSection(
            "reading",
            "How to read this",
            "<dl class=\"terms\">\n\(measured)\(recorded)\(judged)</dl>\n"
        )
    }

    private static let measured: HTML = """
        <div><dt>Response time</dt><dd>From the instant at which a request was meant to be sent to the last byte of its response: \
        what a user would have felt. A wait behind a slow response is in it.</dd></div>
        <div><dt>Service time</dt><dd>From the first byte sent to the last byte back: what the target took. Runs are compared by \
        it.</dd></div>
        <div><dt>Lateness</dt><dd>How long after its instant a request was sent, for which the generator is to blame and not the \
        target. The <i>timer floor</i> is how late this machine’s timers are by themselves.</dd></div>
        <div><dt>In flight</dt><dd>Requests that were sent and not yet answered, at a time, on average over a stretch of the run. \
        It rises where the target slows down and the rate stays.</dd></div>
        <div><dt>Heat map</dt><dd>Each column is a stretch of the run, each row a range of service times; the shade is how many \
        requests of that stretch took so long. Two bands are two kinds of requests; a band that climbs is a target that slows \
        down.</dd></div>
        <div><dt>p50, p99, p99.9</dt><dd>Half, 99 and 99.9 in a hundred of the times are at most so long. A quantile with fewer \
        than ten times beyond it says more about luck than about the target, and is not judged.</dd></div>
        <div><dt>Failed</dt><dd>No response, or one with another status than was recorded (where nothing is recorded, 400 and \
        above), or requests still in flight when the run stopped waiting. Failures that come at once, as when a connection is \
        refused, are in no latency: they would make a broken release look fast.</dd></div>

        """

    private static let recordedTerms: HTML = """
        <div><dt>Recorded times</dt><dd>They were taken where the traffic was captured, another vantage point than this run’s. A \
        ratio that is the same for all endpoints may be the distance; one that stands out is the target.</dd></div>

        """

    private static let judgedTerms: HTML = """
        <div><dt>95% interval</dt><dd>Made so that in 95 of 100 comparisons like this one it holds what the service itself does. It \
        comes from resampling blocks of seconds, since requests of one second are slow together; with several runs a side, from \
        how much runs differ. That of failures is Newcombe’s, of their counts.</dd></div>
        <div><dt>Worse, better</dt><dd>The whole interval lies beyond the noise, and the difference beyond the floor; and it stands \
        among so many figures (Benjamini and Hochberg). Failures have no noise, and a floor of 0.1 points.</dd></div>
        <div><dt>Same</dt><dd>The whole interval lies within the noise, or that of the difference within the floor; of failures, \
        within one point.</dd></div>
        <div><dt>Open</dt><dd>Neither of them: these runs do not tell. Longer runs, or several of them, make the interval \
        narrower.</dd></div>

        """
}
