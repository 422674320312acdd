import Glibc

/// Reads a corpus: from its beginning to its end, or from a block or an instant on.
///
/// A corpus without a footer, as a killed recording leaves it, is read as far as its blocks are whole.
public final class CorpusReader {
    /// The corpus's path.
    public let path: String

    /// What the corpus says of itself; nil where its end is missing or damaged.
    public let footer: CorpusFooter?

    /// The blocks; without a footer their times are not known before they are read.
    public let index: [BlockEntry]

    /// Bytes after the last block that was found whole, where there is no footer to say what they are; otherwise 0.
    public let unreadBytes: UInt64

    /// Whether the corpus has its end.
    public var isComplete: Bool { footer != nil }

    /// Its size in bytes.
    package var fileSize: UInt64 { file.size }

    private let file: CorpusFile
    private let decoder: MemberDecoder
    private var nextBlock = 0
    private var block: ExchangeBlock?
    private var position = 0

    /// Opens a corpus.
    ///
    /// - Throws: ``CorpusError`` where it cannot be opened, or is none.
    public init(path: String) throws(CorpusError) {
        self.path = path
        file = try CorpusFile(path: path)
        decoder = MemberDecoder()
        let first = try file.member(at: 0, block: 0)
        guard first.kind == .header else { throw .notACorpus(path: path) }
        footer = try file.footer(decoder)
        if let footer {
            index = footer.index
            unreadBytes = 0
        } else {
            index = try file.walk()
            unreadBytes = file.size - min(file.size, index.last.map { $0.offset + $0.length } ?? first.length)
        }
    }

    /// The next exchange; nil at the end.
    ///
    /// - Throws: ``CorpusError/damaged(path:block:offset:exchanges:problem:)`` where a block cannot be read.
    public func next() throws(CorpusError) -> Exchange? {
        while true {
            if let block, position < block.count {
                defer { position += 1 }
                return block.exchange(position)
            }
            guard nextBlock < index.count else { return nil }
            block = try readBlock(nextBlock)
            nextBlock += 1
            position = 0
        }
    }

    /// Goes to the first exchange that began at an instant or after it.
    public func seek(to instant: Timestamp) throws(CorpusError) {
        block = nil
        position = 0
        guard isComplete else {
            // Without times in the index every block before the instant has to be looked at.
            nextBlock = 0
            while nextBlock < index.count {
                let candidate = try readBlock(nextBlock)
                if candidate.count > 0, candidate.start(candidate.count - 1) >= instant { break }
                nextBlock += 1
            }
            return try place(at: instant)
        }
        var low = 0
        var high = index.count
        while low < high {
            let middle = (low + high) / 2
            if index[middle].last < instant { low = middle + 1 } else { high = middle }
        }
        nextBlock = low
        try place(at: instant)
    }

    private func place(at instant: Timestamp) throws(CorpusError) {
        guard nextBlock < index.count else { return }
        let found = try readBlock(nextBlock)
        nextBlock += 1
        block = found
        while position < found.count, found.start(position) < instant { position += 1 }
    }

    /// A block by its number.
    ///
    /// - Throws: ``CorpusError/damaged(path:block:offset:exchanges:problem:)`` where it cannot be read.
    package func readBlock(_ number: Int) throws(CorpusError) -> ExchangeBlock {
        let entry = index[number]
        func damaged(_ problem: String) -> CorpusError {
            .damaged(path: path, block: number, offset: entry.offset, exchanges: entry.count, problem: problem)
        }
        let member = try file.member(at: entry.offset, block: number)
        guard member.kind == .block, member.length == entry.length, Int(member.count) == entry.count else {
            throw damaged("its head is another than the index says")
        }
        let content: [UInt8]
        do throws(MemberDecoder.Fault) {
            content = try decoder.content(of: member, in: try file.bytes(of: entry, damaged))
        } catch {
            throw damaged(error.words)
        }
        do throws(ByteReader.Malformed) {
            let block = try ExchangeBlock(content)
            guard block.count == entry.count else {
                throw .init(what: "another number of exchanges than its head says")
            }
            return block
        } catch {
            throw damaged("it holds \(error.what)")
        }
    }
}

extension MemberDecoder.Fault {
    /// The fault in words.
    var words: String {
        switch self {
        case .damaged: "the compressed bytes are damaged"
        case .length: "its content has another length than its head says"
        case .checksum: "its checksum is wrong"
        }
    }
}
