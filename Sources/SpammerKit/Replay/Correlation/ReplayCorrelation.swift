import Analysis
import Corpus
import Requester
import Synchronization

/// Puts the values that the target's responses give in place of the recorded ones, while a replay runs.
///
/// Requests that send nothing back, and whose response nobody needs, do not come by here.
final class ReplayCorrelation: Sendable {
    private let places: [ValuePlace]
    /// Exchanges, by a part of their number, so that the event loops seldom wait for each other.
    private let parts: [Part]

    private static let partCount = 16

    private final class Part: Sendable {
        let state = Mutex(State())
    }

    private struct State {
        var values = GivenValues()
        /// What was done, as far as it is counted in this part.
        var summary = CorrelationSummary()
    }

    init(_ plan: LinkPlan) {
        places = plan.places
        parts = (0..<Self.partCount).map { _ in Part() }
    }

    /// What was done so far.
    var summary: CorrelationSummary {
        parts.reduce(into: CorrelationSummary()) { sum, part in
            let (summary, forgotten) = part.state.withLock { ($0.summary, $0.values.forgotten) }
            sum.add(summary)
            sum.forgotten &+= forgotten
        }
    }

    /// The request as it is sent: with the target's values, and with its response kept as far as that is needed.
    func prepared(_ recorded: WireRequest, _ links: RequestLinks) -> WireRequest {
        var request = recorded
        if !links.sources.isEmpty {
            request.keepsFields = true
            let needsBody = links.sources.contains { if case .json = places[$0] { true } else { false } }
            if needsBody { request.keepBody = max(request.keepBody, Self.mostBodyBytes) }
        }
        guard !links.uses.isEmpty || links.unplaced > 0 else { return request }
        var patches: [PatchedRequest.Patch] = []
        var (missing, unextracted): (UInt64, UInt64) = (0, 0)
        for use in links.uses {
            switch part(of: use.exchange).state.withLock({ $0.values.value(of: use.exchange, at: use.source) }) {
            case .unknown: missing += 1
            case .none: unextracted += 1
            case .value(let value):
                if let bytes = use.writing.use.written(value, isEscaped: use.writing.isEscaped) {
                    patches.append(PatchedRequest.Patch(range: use.range, bytes: bytes))
                } else {
                    unextracted += 1
                }
            }
        }
        if !patches.isEmpty { request.bytes = PatchedRequest.bytes(request.bytes, patches, links.length) }
        part(of: links.exchange).state.withLock { [missing, unextracted, used = patches.count] state in
            state.summary.found &+= UInt64(links.uses.count + links.unplaced)
            state.summary.used &+= UInt64(used)
            state.summary.missing &+= missing
            state.summary.unextracted &+= unextracted
            state.summary.unplaced &+= UInt64(links.unplaced)
        }
        return request
    }

    /// Takes what a response gives.
    func take(_ outcome: WireOutcome, _ links: RequestLinks) {
        guard !links.sources.isEmpty, outcome.failure == nil else { return }
        let values = ResponseValues(fieldLines: outcome.fields[...], body: outcome.body)
            .values(at: links.sources.map { places[$0] })
        let given = zip(links.sources, values).compactMap { source, value -> (source: Int, value: [UInt8])? in
            value.flatMap { $0.count <= Self.longestValue ? (source, $0) : nil }
        }
        part(of: links.exchange).state.withLock { state in
            state.summary.responses &+= 1
            state.summary.given &+= UInt64(given.count)
            state.values.take(given, of: links.exchange)
        }
    }

    /// The most bytes of a response's body that are held for its values; what lies behind them is not found.
    private static let mostBodyBytes = 256 << 10

    /// The longest value that is kept.
    private static let longestValue = 4096

    private func part(of exchange: UInt64) -> Part { parts[Int(exchange % UInt64(parts.count))] }
}
