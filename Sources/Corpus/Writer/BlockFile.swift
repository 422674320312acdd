import Glibc

/// A file of blocks, written from its beginning to its end: a corpus under construction, or a sorted part of one.
final class BlockFile {
    /// Its path.
    let path: String
    /// Bytes written.
    private(set) var offset: UInt64 = 0

    private var descriptor: Int32
    private let encoder: MemberEncoder
    private let seal: CorpusSeal?
    private var block = BlockEncoder()
    private let compressor = BlockCompressor()
    /// The block that is being compressed; its offset and length are not known yet.
    private var ahead: Block?

    /// A block, and what it holds.
    struct Block {
        var entry: BlockEntry
        let content: [UInt8]
    }

    /// Makes the file, readable by its owner only, and writes its first member.
    ///
    /// - Parameter replacing: whether a file of that name is replaced; one that may hold a recording is not.
    /// - Throws: ``CorpusError`` where it cannot be made, or another process is writing it.
    init(path: String, replacing: Bool, encoder: MemberEncoder, seal: CorpusSeal? = nil) throws(CorpusError) {
        self.seal = seal
        self.path = path
        self.encoder = encoder
        // A link would have the recording written to wherever it points.
        let flags = O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC | (replacing ? 0 : O_EXCL)
        descriptor = open(path, flags, 0o600)
        guard descriptor >= 0 else {
            throw errno == EEXIST ? .unfinished(path: path) : .file(path: path, problem: lastSystemError())
        }
        // Tells a repair, and whoever would replace it, that the file is being written; where there are no locks nothing is told.
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK else {
            throw .file(path: path, problem: FileLock.isTaken)
        }
        do throws(CorpusError) {
            // A file that was there before keeps its mode, and what is written now may hold credentials.
            guard fchmod(descriptor, 0o600) == 0, ftruncate(descriptor, 0) == 0 else {
                throw .file(path: path, problem: lastSystemError())
            }
            try write(encoder.member(.header, content: seal?.header ?? Array(Member.headerText.utf8)))
        } catch {
            unlink(path)
            throw error
        }
    }

    deinit {
        if descriptor >= 0 { Glibc.close(descriptor) }
    }

    /// Adds an exchange, which has to begin no earlier than the one before it.
    ///
    /// - Returns: The block that was written on that occasion, which is the one before the one that it filled; nil for none.
    func append(_ exchange: borrowing Exchange) throws(CorpusError) -> Block? {
        block.append(exchange)
        guard block.isFull else { return nil }
        let written = try writeAhead()
        let next = takeBlock()
        compressor.begin(next.content)
        ahead = next
        return written
    }

    /// Writes all that was added.
    ///
    /// - Returns: The blocks that were written, in their order: two at most.
    func flush() throws(CorpusError) -> [Block] {
        var written: [Block] = []
        if let block = try writeAhead() { written.append(block) }
        guard block.count > 0 else { return written }
        let last = takeBlock()
        written.append(try write(last, deflated: try encoder.deflated(last.content)))
        return written
    }

    private func takeBlock() -> Block {
        let entry = BlockEntry(offset: 0, length: 0, count: block.count, first: block.first, last: block.last)
        return Block(entry: entry, content: block.finish())
    }

    /// Writes the block that is being compressed, once it is.
    private func writeAhead() throws(CorpusError) -> Block? {
        guard let block = ahead else { return nil }
        ahead = nil
        return try write(block, deflated: try compressor.finish())
    }

    private func write(_ block: Block, deflated: [UInt8]) throws(CorpusError) -> Block {
        var block = block
        let member = try member(.block, content: block.content, deflated: deflated, count: block.entry.count)
        block.entry.offset = offset
        block.entry.length = UInt64(member.count)
        try write(member)
        return block
    }

    /// Writes a block of another file.
    ///
    /// - Parameters:
    ///   - member: the block as that file has it, which is what is written, unless it is sealed for its place there.
    ///   - content: what it holds.
    func copy(_ member: [UInt8], content: [UInt8], count: Int) throws(CorpusError) {
        guard seal != nil else { return try write(member) }
        try write(self.member(.block, content: content, deflated: try encoder.deflated(content), count: count))
    }

    private func member(
        _ kind: Member.Kind,
        content: [UInt8],
        deflated: [UInt8],
        count: Int
    ) throws(CorpusError) -> [UInt8] {
        guard let seal else { return MemberEncoder.member(kind, content: content, deflated: deflated, count: count) }
        return try MemberEncoder.member(
            kind,
            content: content,
            deflated: deflated,
            count: count,
            sealedBy: seal,
            at: offset
        )
    }

    /// Writes the footer and the end, and makes sure that they are on the disk.
    func finish(footer: [UInt8]) throws(CorpusError) {
        let start = offset
        try write(member(.footer, content: footer, deflated: try encoder.deflated(footer), count: 0))
        try write(MemberEncoder.end(footer: start))
        guard fsync(descriptor) == 0 || errno == EINVAL else { throw .file(path: path, problem: lastSystemError()) }
    }

    /// Closes the file; a failure that the system kept to the end shows now.
    func close() throws(CorpusError) {
        guard descriptor >= 0 else { return }
        let status = Glibc.close(descriptor)
        descriptor = -1
        guard status == 0 else { throw .file(path: path, problem: lastSystemError()) }
    }

    private func write(_ bytes: [UInt8]) throws(CorpusError) {
        guard writeAll(bytes, to: descriptor) else {
            let problem = lastSystemError()
            // A part of a block is of no use; what was written before is whole without it.
            ftruncate(descriptor, off_t(clamping: offset))
            throw .file(path: path, problem: problem)
        }
        offset += UInt64(bytes.count)
    }
}

/// Writes all bytes, however many calls it takes; false, with `errno` set, where that fails.
func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    bytes.withUnsafeBytes { buffer in
        var rest = buffer[...]
        while !rest.isEmpty {
            let count = write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            if count < 0 {
                if errno == EINTR { continue }
                return false
            }
            rest = rest.dropFirst(count)
        }
        return true
    }
}

/// What the system says of the last call that failed.
func lastSystemError() -> String {
    String(cString: strerror(errno))
}
