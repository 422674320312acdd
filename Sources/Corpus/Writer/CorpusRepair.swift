import Glibc

/// Gives a corpus without a footer one: its index, its totals, and the recording's figures by endpoint.
package struct CorpusRepair {
    /// What a repair has found and done.
    package struct Report: Sendable, Hashable {
        /// Exchanges that the corpus has.
        package var exchanges: UInt64
        /// Blocks that it has.
        package var blocks: Int
        /// Bytes after the last whole block, which are left out.
        package var droppedBytes: UInt64
        /// Damaged blocks that were left out.
        package var skipped: SkippedBlocks
    }

    /// Repairs the file, in place: it is written beside and renamed.
    ///
    /// - Returns: What was done; nil for a corpus that has its footer.
    /// - Throws: ``CorpusError`` where a block is damaged and not to be passed over, another process is writing the file,
    ///   or it cannot be written. The file is as it was then.
    package static func repair(
        path: String,
        options: CorpusReader.Options = .init()
    ) throws(CorpusError) -> Report? {
        let reader = try CorpusReader(path: path, options: options)
        guard !reader.isComplete else { return nil }
        let lock = try FileLock(path: path)
        let beside = "\(path).repaired"
        do throws(CorpusError) {
            let report = try write(reader, to: beside)
            guard rename(beside, path) == 0 else { throw .file(path: path, problem: lastSystemError()) }
            lock.unlock()
            return report
        } catch {
            unlink(beside)
            throw error
        }
    }

    private static func write(_ reader: CorpusReader, to path: String) throws(CorpusError) -> Report {
        let file = try BlockFile(path: path, replacing: true, encoder: MemberEncoder(), seal: reader.seal)
        var builder = FooterBuilder()
        for number in reader.index.indices {
            // No block is written without an exchange; one that somebody made so is left out, with nothing.
            guard let block = try reader.readBlockOrSkip(number), block.count > 0 else { continue }
            builder.add(exchangesOf: block)
            let content = try reader.content(ofBlock: number)
            let offset = file.offset
            try file.copy(try reader.member(ofBlock: number), content: content, count: block.count)
            let entry = BlockEntry(
                offset: offset,
                length: file.offset - offset,
                count: block.count,
                first: block.start(0),
                last: block.start(block.count - 1)
            )
            builder.add(block: entry, content: content)
        }
        var provenance = Provenance()
        var step = "repair: the recording was cut off; its index was made of the blocks that were whole"
        if let lost = reader.skipped.words { step += "; \(lost)" }
        provenance.steps = [step]
        let footer = builder.finish(provenance)
        do {
            try file.finish(footer: footer.encoded())
        } catch let error as CorpusError {
            throw error
        } catch {
            throw .file(path: path, problem: "the footer cannot be encoded: \(error)")
        }
        try file.close()
        return Report(
            exchanges: footer.totals.exchanges,
            blocks: footer.index.count,
            droppedBytes: reader.unreadBytes,
            skipped: reader.skipped
        )
    }
}
