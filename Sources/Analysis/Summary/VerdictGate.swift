package import Corpus

/// The limits that a run must keep to be valid, and to pass.
package struct VerdictGate: Sendable, Hashable {
    /// Nanoseconds of lateness that a run's 99th percentile may reach.
    ///
    /// The default, 10 ms, is far above what timers of a virtual machine are late by themselves (0.1 ms at the median, some
    /// milliseconds in the tail), and below what people notice in a response.
    package var latenessLimit: UInt64 = 10_000_000

    /// Arrivals that may be dropped.
    package var droppedLimit: UInt64 = 0

    /// The share of sent requests that may fail or stay unfinished before the run does not pass.
    ///
    /// One in a hundred: a network loses single requests, and a recording has requests that cannot be answered twice.
    package var failureShare = 0.01

    /// The default limits.
    package init() {}

    /// The verdict on a run.
    ///
    /// Validity comes first: figures of a generator that was late, or dropped arrivals, say nothing about the target.
    ///
    /// - Parameter thresholds: what else the run has to keep; one on its failures takes the place of ``failureShare``.
    package func verdict(books: Books, lateness: LatencyHistogram, thresholds: [Threshold] = []) -> Verdict {
        let invalid = imbalance(books) + drops(books) + late(lateness) + emptiness(books)
        if !invalid.isEmpty { return Verdict(outcome: .invalid, reasons: invalid) }
        let failures = thresholds.contains(where: \.limitsFailures) ? [] : failing(books)
        return failures.isEmpty ? Verdict(outcome: .pass) : Verdict(outcome: .fail, reasons: failures)
    }

    private func imbalance(_ books: Books) -> [String] {
        books.imbalances.map { "The books do not balance (\($0)). This is a fault of Spammer: please report it." }
    }

    private func drops(_ books: Books) -> [String] {
        guard books.dropped > droppedLimit else { return [] }
        return [
            """
            The generator could not keep up: \(books.dropped) of \(books.scheduled) arrivals were dropped at the limit of \
            requests in flight. Raise --max-in-flight, or lower --rate or --speed.
            """
        ]
    }

    /// Judges the highest of p99, p90 and p50 that has enough samples; of a handful, the median.
    ///
    /// In a run of fifty requests, the 99th percentile is the one request that met a hiccup.
    private func late(_ lateness: LatencyHistogram) -> [String] {
        guard lateness.count > 0 else { return [] }
        let quantile = Quantile.highestJudged(of: [.p50, .p90, .p99], count: lateness.count) ?? .p50
        let value = lateness.quantile(quantile.fraction)
        guard value > latenessLimit else { return [] }
        return [
            """
            The generator could not keep up: its lateness (\(quantile.rawValue)) was \(Self.milliseconds(value)), and the \
            limit is \(Self.milliseconds(latenessLimit)). Lower --rate or --speed, allow more --connections, or run it on a \
            machine with more free CPU.
            """
        ]
    }

    private func emptiness(_ books: Books) -> [String] {
        guard books.sent == 0, books.dropped == 0 else { return [] }
        return ["Nothing was sent: the run ended before its first request, or the corpus has none that match."]
    }

    private func failing(_ books: Books) -> [String] {
        let bad = books.failed &+ books.unfinished
        guard Double(bad) > failureShare * Double(books.sent) else { return [] }
        let limit = Self.hundredths(failureShare * 100)
        let share = Self.hundredths(100 * Double(bad) / Double(books.sent))
        return ["\(bad) of \(books.sent) requests (\(share)%) failed or stayed unfinished; the limit is \(limit)%."]
    }

    private static func milliseconds(_ nanoseconds: UInt64) -> String {
        hundredths(Milliseconds.of(nanoseconds)) + " ms"
    }

    /// A number to two decimals, without zeros at its end.
    private static func hundredths(_ number: Double) -> String {
        let rounded = (number.finite * 100).rounded() / 100
        return rounded == rounded.rounded() ? "\(Int64(clamping: Int(rounded)))" : "\(rounded)"
    }
}
