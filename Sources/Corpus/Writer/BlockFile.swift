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

    /// Makes the file, readable by its owner only, and writes its first member.
    ///
    /// - Parameter replacing: whether a file of that name is replaced; one that may hold a recording is not.
    /// - Throws: ``CorpusError`` where it cannot be made.
    init(path: String, replacing: Bool, encoder: MemberEncoder, seal: CorpusSeal? = nil) throws(CorpusError) {
        self.seal = seal
        self.path = path
        self.encoder = encoder
        // A link would have the recording written to wherever it points.
        let flags = O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC | (replacing ? O_TRUNC : O_EXCL)
        descriptor = open(path, flags, 0o600)
        guard descriptor >= 0 else {
            throw errno == EEXIST ? .unfinished(path: path) : .file(path: path, problem: lastSystemError())
        }
        // A file that was there before keeps its mode, and what is written now may hold credentials.
        fchmod(descriptor, 0o600)
        // Tells a repair that the file is being written; where there are no locks nothing is told.
        flock(descriptor, LOCK_EX | LOCK_NB)
        try write(encoder.member(.header, content: seal?.header ?? Array(Member.headerText.utf8)))
    }

    deinit {
        if descriptor >= 0 { Glibc.close(descriptor) }
    }

    /// Adds an exchange, which has to begin no earlier than the one before it.
    ///
    /// - Returns: The block that it filled, with its content, if it filled one.
    func append(_ exchange: borrowing Exchange) throws(CorpusError) -> (BlockEntry, [UInt8])? {
        block.append(exchange)
        return block.isFull ? try flush() : nil
    }

    /// Writes the block that is being filled, if there is anything in it.
    func flush() throws(CorpusError) -> (BlockEntry, [UInt8])? {
        guard block.count > 0 else { return nil }
        var entry = BlockEntry(offset: offset, length: 0, count: block.count, first: block.first, last: block.last)
        let content = block.finish()
        let member = try member(.block, content: content, count: entry.count)
        entry.length = UInt64(member.count)
        try write(member)
        return (entry, content)
    }

    /// Writes a block of another file.
    ///
    /// - Parameters:
    ///   - member: the block as that file has it, which is what is written, unless it is sealed for its place there.
    ///   - content: what it holds.
    func copy(_ member: [UInt8], content: [UInt8], count: Int) throws(CorpusError) {
        try write(seal == nil ? member : self.member(.block, content: content, count: count))
    }

    private func member(_ kind: Member.Kind, content: [UInt8], count: Int) throws(CorpusError) -> [UInt8] {
        guard let seal else { return try encoder.member(kind, content: content, count: count) }
        return try encoder.member(kind, content: content, count: count, sealedBy: seal, at: offset)
    }

    /// Writes the footer and the end, and makes sure that they are on the disk.
    func finish(footer: [UInt8]) throws(CorpusError) {
        let start = offset
        try write(member(.footer, content: footer, count: 0))
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
