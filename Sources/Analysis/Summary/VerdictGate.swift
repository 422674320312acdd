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
    /// - Parameters:
    ///   - connections: what the pool did, which tells why requests were late; nil where there is none.
    ///   - warmup: what was sent in the warm-up, which the books do not count; nil without one.
    ///   - thresholds: what else the run has to keep; one on its failures takes the place of ``failureShare``.
    package func verdict(
        books: Books,
        connections: ConnectionSummary? = nil,
        warmup: WarmupSummary? = nil,
        lateness: LatencyHistogram,
        thresholds: [Threshold] = []
    ) -> Verdict {
        let invalid = imbalance(books) + drops(books) + late(lateness, connections) + emptiness(books, warmup)
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
            The generator could not keep up: \(ReadableNumber.grouped(books.dropped)) of \
            \(ReadableNumber.grouped(books.scheduled)) arrivals were dropped at the limit of requests in flight. \
            \(Self.slowTarget), raise --max-in-flight, or lower --rate or --speed.
            """
        ]
    }

    /// Judges the highest of p99, p90 and p50 that has enough samples; of a handful, the median.
    ///
    /// In a run of fifty requests, the 99th percentile is the one request that met a hiccup. Where the late ones waited for a
    /// connection, that is said: a target that stalls fills the pool, and a machine with more free CPU would not help.
    private func late(_ lateness: LatencyHistogram, _ connections: ConnectionSummary?) -> [String] {
        guard lateness.count > 0 else { return [] }
        let quantile = Quantile.highestJudged(of: [.p50, .p90, .p99], count: lateness.count) ?? .p50
        let value = lateness.quantile(quantile.fraction)
        guard value > latenessLimit else { return [] }
        let texts = ReadableNumber.above(Milliseconds.of(value), Milliseconds.of(latenessLimit))
        let ofAll = connections?.waitedForConnection ?? 0
        let ofHost = connections?.waitedForHost ?? 0
        let waits = ofAll &+ ofHost
        if waits > 0, waits >= lateCount(of: lateness) / 2 {
            let (which, option) = ofAll >= ofHost ? ("", "--connections") : (" to their host", "--connections-per-host")
            return [
                """
                The generator could not keep up: \(ReadableNumber.grouped(waits)) requests waited as all connections\(which) \
                were in use, and the lateness (\(quantile.rawValue)) was \(texts.value) ms; the limit is \(texts.limit) ms. \
                \(Self.slowTarget), allow more \(option), or lower --rate or --speed.
                """
            ]
        }
        return [
            """
            The generator could not keep up: its lateness (\(quantile.rawValue)) was \(texts.value) ms, and the limit is \
            \(texts.limit) ms. Lower --rate or --speed, allow more --connections, or run it on a machine with more free CPU.
            """
        ]
    }

    /// Too few connections and a target that stalls look alike from here; its service time tells them apart.
    private static let slowTarget = "If the service time shows that the target became slow, that is why; if not"

    /// Requests that were later than may be.
    private func lateCount(of lateness: LatencyHistogram) -> UInt64 {
        lateness.pairs.reduce(0) { $1.value > latenessLimit ? $0 &+ $1.count : $0 }
    }

    private func emptiness(_ books: Books, _ warmup: WarmupSummary?) -> [String] {
        guard books.sent == 0, books.dropped == 0 else { return [] }
        if let sent = warmup?.books.sent, sent > 0 {
            return [
                """
                Nothing was sent after the warm-up, which took all that there was (\(ReadableNumber.grouped(sent)) sent). Make \
                --warmup shorter, or the run longer.
                """
            ]
        }
        return ["Nothing was sent: the run ended before its first request, or the corpus has none that match."]
    }

    private func failing(_ books: Books) -> [String] {
        let bad = books.failed &+ books.unfinished
        guard Double(bad) > failureShare * Double(books.sent) else { return [] }
        let texts = ReadableNumber.above(100 * Double(bad) / Double(books.sent), failureShare * 100)
        return [
            """
            \(ReadableNumber.grouped(bad)) of \(ReadableNumber.grouped(books.sent)) requests (\(texts.value)%) failed or \
            stayed unfinished; the limit is \(texts.limit)%.
            """
        ]
    }
}
