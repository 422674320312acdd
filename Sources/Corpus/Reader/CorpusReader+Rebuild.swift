extension CorpusReader {
    /// What the corpus says of itself; where its end is missing, what can be told from its blocks, all of which are read.
    ///
    /// - Throws: ``CorpusError`` where a block cannot be read.
    package func footerOrRebuilt() throws(CorpusError) -> CorpusFooter {
        if let footer { return footer }
        return try rebuiltFooter(provenance: Provenance())
    }

    /// What can be told from the blocks that can be read, whatever the corpus says of itself.
    ///
    /// - Parameter provenance: where the exchanges come from, and how their endpoints are named.
    /// - Throws: ``CorpusError`` where a block cannot be read.
    func rebuiltFooter(provenance: Provenance) throws(CorpusError) -> CorpusFooter {
        var builder = FooterBuilder(patterns: provenance.patterns)
        for number in index.indices {
            guard let block = try readBlockOrSkip(number), block.count > 0 else { continue }
            builder.add(exchangesOf: block)
            var entry = index[number]
            entry.first = block.start(0)
            entry.last = block.start(block.count - 1)
            builder.add(block: entry, content: try content(ofBlock: number))
        }
        return builder.finish(provenance)
    }
}
