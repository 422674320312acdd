import Corpus
import Report

/// The corpora that a recording has written, together: what is kept of them does not grow with their number.
struct WrittenFiles {
    private var count = 0
    private var firstPath = ""
    private var lastPath = ""
    private var size: UInt64 = 0
    private var exchanges: UInt64 = 0
    private var connections: UInt64 = 0
    private var first: Timestamp?
    private var last: Timestamp?
    private var provenance = Provenance()
    private var correlation: CorrelationTotals?

    /// Adds one.
    mutating func add(_ file: CorpusSeries.File) {
        let path = file.path == "-" ? "standard output" : file.path
        if count == 0 { firstPath = path }
        lastPath = path
        count += 1
        size &+= file.size
        let totals = file.footer.totals
        exchanges &+= totals.exchanges
        connections &+= totals.connections
        first = [first, totals.first].compactMap { $0 }.min()
        last = [last, totals.last].compactMap { $0 }.max()
        if let found = totals.correlation {
            if correlation == nil { correlation = found } else { correlation?.add(found) }
        }
        provenance.goOn(with: file.footer.provenance)
    }

    /// What there is to say of them.
    var text: RecordingText {
        let span = last.flatMap { last in first.map { last.nanoseconds(since: $0) } } ?? 0
        var text = RecordingText(
            path: count > 1 ? "\(count) files, \(firstPath) to \(lastPath)" : firstPath,
            fileSize: size,
            exchanges: exchanges,
            // One that goes on in the next file would count twice.
            connections: count == 1 && connections > 0 ? connections : nil,
            spanSeconds: Double(span) / 1e9,
            provenance: provenance
        )
        text.correlation = correlation
        return text
    }
}

extension Provenance {
    /// Takes in what the next file of the same recording was made from.
    fileprivate mutating func goOn(with next: Provenance) {
        filters = next.filters
        account.add(next.account)
        if let redacted = next.redaction {
            var all = redaction ?? redacted
            if redaction != nil { all.add(redacted) }
            redaction = all
        }
        credentials.merge(next.credentials) { $0 &+ $1 }
        guard sources.map(\.name) == next.sources.map(\.name) else {
            sources += next.sources
            return
        }
        for (index, source) in next.sources.enumerated() {
            sources[index].exchanges &+= source.exchanges
            sources[index].warnings += source.warnings.prefix(max(0, Self.warningLimit - sources[index].warnings.count))
        }
    }

    private static var warningLimit: Int { 20 }
}
