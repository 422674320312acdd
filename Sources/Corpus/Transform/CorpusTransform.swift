/// Writes what is chosen of some corpora into another one.
package struct CorpusTransform {
    /// What became of the exchanges.
    package struct Report: Sendable {
        /// Exchanges that were read.
        package var read: UInt64 = 0
        /// Exchanges that were written.
        package var written: UInt64 = 0
        /// Exchanges that were left out, by the reason.
        package var leftOut: [String: UInt64] = [:]
        /// The corpus that was written.
        package var footer = CorpusFooter()
        /// Its size in bytes.
        package var size: UInt64 = 0
    }

    /// Where it is written to; `-` is standard output.
    package var output: String
    /// How it is written.
    package var options: CorpusWriter.Options
    /// Exchanges that begin then, or later, are not read; nil for all.
    package var end: Timestamp?
    /// Writes to a path.
    package init(output: String, options: CorpusWriter.Options) {
        self.output = output
        self.options = options
    }

    /// Reads all, and writes what is chosen.
    ///
    /// - Parameters:
    ///   - merge: what is read.
    ///   - step: what is done, in words; it goes into the provenance with the counts. Nil for what changes nothing.
    ///   - reasonToLeaveOut: why an exchange is left out; nil for one that is taken.
    /// - Throws: ``CorpusError`` where a corpus cannot be read or written. Nothing is left of the output then.
    package func run(
        _ merge: CorpusMerge,
        step: String?,
        reasonToLeaveOut: (Exchange) -> String? = { _ in nil }
    ) throws(CorpusError) -> Report {
        var options = options
        if options.endpointPatterns.isEmpty { options.endpointPatterns = merge.provenance.patterns }
        let writer = try CorpusWriter(path: output, options: options)
        var report = Report()
        do throws(CorpusError) {
            while let exchange = try merge.next() {
                if let end, exchange.start >= end { break }
                report.read += 1
                if let reason = reasonToLeaveOut(exchange) {
                    report.leftOut[reason, default: 0] += 1
                    continue
                }
                report.written += 1
                try writer.append(exchange)
            }
            var provenance = merge.provenance
            var steps = provenance.steps ?? []
            if let step { steps.append("\(step): \(report.written) of \(merge.total) exchanges") }
            if let lost = merge.skipped.words { steps.append(lost) }
            for path in merge.incomplete.prefix(Self.mostNamed) {
                steps.append("\(path) had no end, and was read as far as it is whole")
            }
            provenance.steps = steps.isEmpty ? nil : steps
            report.footer = try writer.finish(provenance: provenance)
        } catch {
            writer.abandon()
            throw error
        }
        report.size = writer.writtenBytes
        return report
    }

    /// Corpora without an end that the provenance names.
    private static let mostNamed = 10
}
