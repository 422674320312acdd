extension CorpusReader {
    /// What the corpus says of itself; where its end is missing, what can be told from its blocks, all of which are read.
    ///
    /// - Throws: ``CorpusError`` where a block cannot be read.
    package func footerOrRebuilt() throws(CorpusError) -> CorpusFooter {
        if let footer { return footer }
        var builder = FooterBuilder()
        for number in index.indices {
            guard let block = try readBlockOrSkip(number), block.count > 0 else { continue }
            for place in 0..<block.count { builder.add(block.exchange(place)) }
            var entry = index[number]
            entry.first = block.start(0)
            entry.last = block.start(block.count - 1)
            builder.add(block: entry, content: try content(ofBlock: number))
        }
        return builder.finish(Provenance())
    }
}
