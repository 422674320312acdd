/// What is in a corpus: what `inspect` shows.
package struct CorpusInspection: Sendable, Codable {
    /// The corpus's file.
    package var path: String
    /// Its size in bytes.
    package var fileSize: UInt64
    /// Whether it has its end; without it, all but the provenance was found by reading its blocks.
    package var isComplete: Bool
    /// Bytes after its last whole block, where the end is missing.
    package var unreadBytes: UInt64
    /// Its blocks.
    package var blocks: Int
    /// Damaged blocks that were passed over: nothing here but the number of blocks counts what they held.
    package var skipped: SkippedBlocks?
    /// What all exchanges come to.
    package var totals: CorpusTotals
    /// The endpoints, the most frequent first.
    package var endpoints: [Endpoint]
    /// Exchanges in equal parts of the corpus's span.
    package var timeline: Timeline
    /// Where the exchanges come from.
    package var provenance: Provenance

    /// What the recording says of one endpoint; times are in milliseconds.
    package struct Endpoint: Sendable, Codable {
        package var name: String
        package var count: UInt64
        package var statuses: [String: UInt64]
        package var incomplete: UInt64
        package var responseBytes: UInt64
        package var durationMedian: Double?
        package var duration95th: Double?
        package var duration99th: Double?
        package var durationMaximum: Double?
    }

    /// How many exchanges began in each part of the corpus's span.
    package struct Timeline: Sendable, Codable {
        /// Seconds in each part.
        package var stepSeconds: Double
        /// Exchanges in each part.
        package var counts: [UInt64]
    }

    /// Parts of the timeline.
    private static let steps = 80

    /// Looks at a corpus.
    ///
    /// - Throws: ``CorpusError`` where a block cannot be read.
    package init(_ reader: CorpusReader) throws(CorpusError) {
        path = reader.path
        fileSize = reader.fileSize
        isComplete = reader.isComplete
        unreadBytes = reader.unreadBytes
        blocks = reader.index.count
        var footer = try reader.footerOrRebuilt()
        let timeline = try Self.timeline(reader, footer.totals)
        if reader.skipped.blocks > 0 {
            skipped = reader.skipped
            // What the corpus says of itself has what the damaged blocks held.
            if isComplete { footer = try reader.rebuiltFooter(provenance: footer.provenance) }
        }
        self.timeline = timeline
        totals = footer.totals
        provenance = footer.provenance
        endpoints = footer.endpoints.map(Endpoint.init).sorted { ($0.count, $1.name) > ($1.count, $0.name) }
    }

    private static func timeline(_ reader: CorpusReader, _ totals: CorpusTotals) throws(CorpusError) -> Timeline {
        guard let first = totals.first, totals.span > 0 else {
            return Timeline(stepSeconds: 0, counts: totals.exchanges > 0 ? [totals.exchanges] : [])
        }
        let step = totals.span / UInt64(steps) + 1
        var counts = [UInt64](repeating: 0, count: steps)
        for number in reader.index.indices {
            guard let block = try reader.readBlockOrSkip(number) else { continue }
            for index in 0..<block.count {
                counts[Int(min(block.start(index).nanoseconds(since: first) / step, UInt64(steps - 1)))] += 1
            }
        }
        return Timeline(stepSeconds: Double(step) / 1e9, counts: counts)
    }
}

extension CorpusInspection.Endpoint {
    fileprivate init(_ baseline: EndpointBaseline) {
        name = baseline.name
        count = baseline.count
        statuses = Dictionary(uniqueKeysWithValues: baseline.statuses.map { (String($0.key), $0.value) })
        incomplete = baseline.incomplete
        responseBytes = baseline.responseBytes
        let duration = baseline.duration
        func milliseconds(_ quantile: Double) -> Double? {
            duration.count > 0 ? Double(duration.quantile(quantile)) / 1e6 : nil
        }
        durationMedian = milliseconds(0.5)
        duration95th = milliseconds(0.95)
        duration99th = milliseconds(0.99)
        durationMaximum = milliseconds(1)
    }
}
