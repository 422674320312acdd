import Analysis
import Corpus
import FoundationEssentials

/// What those who watch a run are told once a second: numbers for programs, and the same in words for people.
struct LiveFigures: Encodable, Sendable {
    /// `sending`, `draining` or `over`.
    var state: String
    /// Seconds since the run's start.
    var elapsed: Double
    /// Seconds that the run sends; absent where nobody knows.
    var runtime: Double?
    /// The part of that which is over.
    var share: Double?
    /// Requests sent in the last second, or a second of the whole run when it is over.
    var rate: Double
    /// Requests a second that were asked for; absent where nobody knows.
    var askedRate: Double?
    /// The last minute's, a second each.
    var rates: [Double]
    /// Requests in flight.
    var inFlight: Int
    /// Where every arrival went.
    var books: Books
    /// Failures by kind.
    var failures: [String: UInt64]
    /// Response times of the last second, in milliseconds, or of the whole run when it is over; absent where nothing ended.
    var p50: Double?
    /// The 99th percentile of the same.
    var p99: Double?
    /// The 99th percentile of the last second's lateness, in milliseconds.
    var lateness: Double?
    /// The most that it may be.
    var latenessLimit: Double
    /// What a page shows, by the keys of ``LivePage/figures``.
    var shown: [String: String]
    /// What it shows below that, smaller.
    var notes: [String: String]
    /// The keys of what is not as it should be.
    var warnings: [String]

    /// The figures of a run as it is now, or of all of it when it is over.
    init(_ progress: RunProgress, isOver: Bool = false) {
        state = isOver ? "over" : progress.phase == .sending ? "sending" : "draining"
        elapsed = progress.elapsed
        runtime = progress.runtime
        share = progress.share
        rate = progress.rate
        askedRate = progress.askedRate
        rates = progress.rates
        inFlight = isOver ? 0 : max(0, progress.inFlight)
        books = progress.books
        failures = progress.failures.reduce(into: [:]) { $0[$1.key.rawValue] = $1.value }
        p50 = Self.quantile(.p50, of: progress.interval.responseTime)
        p99 = Self.quantile(.p99, of: progress.interval.responseTime)
        lateness = Self.quantile(.p99, of: progress.interval.lateness)
        latenessLimit = Milliseconds.of(progress.latenessLimit)
        let clock = NumberText.clock(seconds: progress.elapsed)
        if isOver {
            // What was asked of the last second is asked of the whole run when there is no next one.
            rate = progress.elapsed > 0 ? Double(books.sent) / min(progress.elapsed, runtime ?? .infinity) : 0
            p50 = Self.quantile(.p50, of: progress.responseTime)
            p99 = Self.quantile(.p99, of: progress.responseTime)
            lateness = Self.quantile(.p99, of: progress.lateness)
        }
        shown = [
            "clock": progress.runtime.map { "\(clock) of \(NumberText.clock(seconds: $0.rounded(.up)))" } ?? clock,
            "rate": NumberText.rate(rate),
            "inFlight": NumberText.count(UInt64(inFlight)),
            "sent": NumberText.count(isOver ? books.sent : progress.sent),
            "failed": NumberText.count(books.failed),
            "p50": NumberText.time(milliseconds: p50),
            "p99": NumberText.time(milliseconds: p99),
            "lateness": NumberText.time(milliseconds: lateness),
        ]
        notes = [
            "rate": askedRate.map { "of \(NumberText.rate($0)) asked" } ?? "",
            "inFlight": progress.phase == .draining && !isOver ? "draining" : "",
            "sent": "\(NumberText.count(books.dropped)) dropped",
            "failed": progress.worstFailure.map { "\($0.kind.rawValue) \(NumberText.count($0.count))" } ?? "",
            "p50": isOver ? "of the run" : "of the run \(Self.text(.p50, of: progress.responseTime))",
            "p99": isOver ? "of the run" : "of the run \(Self.text(.p99, of: progress.responseTime))",
            "lateness": "limit \(NumberText.time(milliseconds: latenessLimit))",
        ]
        warnings = [
            books.failed > 0 ? "failed" : nil, books.dropped > 0 ? "sent" : nil,
            (lateness ?? 0) > latenessLimit ? "lateness" : nil,
        ].compactMap(\.self)
    }

    /// The figures as JSON on one line.
    var json: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }

    private static func quantile(_ quantile: Quantile, of histogram: LatencyHistogram) -> Double? {
        histogram.count == 0 ? nil : Milliseconds.of(histogram.quantile(quantile.fraction))
    }

    private static func text(_ quantile: Quantile, of histogram: LatencyHistogram) -> String {
        NumberText.time(milliseconds: Self.quantile(quantile, of: histogram))
    }
}
