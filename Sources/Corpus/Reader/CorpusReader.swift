import Glibc

/// Reads a corpus: from its beginning to its end, or from a block or an instant on.
///
/// A corpus without a footer, as a killed recording leaves it, is read as far as its blocks are whole.
public final class CorpusReader {
    /// How a corpus is read.
    public struct Options: Sendable {
        /// Whether damaged blocks are passed over, and counted in ``CorpusReader/skipped``, instead of ending the reading.
        public var skipsDamaged = false

        /// The key that the corpus is encrypted with; nil for one that is not.
        package var key: CorpusKey?

        /// Is told how much was read; nil where nobody watches.
        package var progress: ReadProgress?

        /// As it is by default: a damaged block is an error.
        public init() {}
    }

    /// The corpus's path.
    public let path: String

    /// What the corpus says of itself; nil where its end is missing or damaged.
    public let footer: CorpusFooter?

    /// The blocks; without a footer their times are not known before they are read.
    public let index: [BlockEntry]

    /// Bytes after the last block that was found whole, where there is no footer to say what they are; otherwise 0.
    public let unreadBytes: UInt64

    /// Damaged blocks that were passed over so far.
    public private(set) var skipped = SkippedBlocks()

    /// Whether the corpus has its end.
    public var isComplete: Bool { footer != nil }

    /// Its size in bytes.
    package var fileSize: UInt64 { file.size }

    /// How it is encrypted; nil for a corpus that is not.
    let seal: CorpusSeal?

    /// Whether it is encrypted.
    package var isSealed: Bool { seal != nil }

    private let options: Options
    private let file: CorpusFile
    private let decoder: MemberDecoder
    private var skippedNumbers: Set<Int> = []
    private var nextBlock = 0
    private var block: ExchangeBlock?
    private var position = 0

    /// Opens a corpus.
    ///
    /// - Parameter path: its path; `-` is standard input, which is kept in a file without a name until the process ends.
    /// - Throws: ``CorpusError`` where it cannot be opened, or is none.
    public init(path: String, options: Options = .init()) throws(CorpusError) {
        self.path = path
        self.options = options
        file = try CorpusFile(path: path)
        decoder = MemberDecoder()
        var firstBlock: UInt64
        var header: [UInt8] = []
        do throws(CorpusError) {
            let (head, content) = try file.header(decoder)
            firstBlock = head.length
            header = content
        } catch {
            firstBlock = try Self.firstBlock(of: file, options, after: error)
        }
        options.progress?.expect(file.size)
        seal = try Self.seal(path, header, options.key)
        footer = try file.footer(decoder, seal)
        if let footer {
            index = footer.index
            unreadBytes = 0
        } else {
            index = file.walk(from: firstBlock)
            unreadBytes = file.size - min(file.size, index.last.map { $0.offset + $0.length } ?? firstBlock)
        }
    }

    /// How a file with this header is encrypted; nil where it is not.
    private static func seal(_ path: String, _ header: [UInt8], _ key: CorpusKey?) throws(CorpusError) -> CorpusSeal? {
        let isPlain = header.count <= Member.headerText.utf8.count
        guard let key else {
            if isPlain { return nil }
            throw .sealed(path: path)
        }
        if isPlain { throw .notSealed(path: path) }
        do throws(CorpusSeal.Fault) {
            return try CorpusSeal(key, header: header)
        } catch {
            switch error {
            case .key: throw .wrongKey(path: path)
            case .form: throw .damagedHeader(path: path, problem: "it tells of no encryption that this Spammer knows")
            }
        }
    }

    /// Where the blocks begin in a file whose header is damaged.
    private static func firstBlock(
        of file: CorpusFile,
        _ options: Options,
        after error: CorpusError
    ) throws(CorpusError) -> UInt64 {
        if case .version = error { throw error }
        guard options.skipsDamaged, options.key == nil, let next = file.nextMember(after: 0) else { throw error }
        return next
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
            block = nil
            nextBlock += 1
            block = try readBlockOrSkip(nextBlock - 1)
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
                if let candidate = try readBlockOrSkip(nextBlock), candidate.count > 0,
                    candidate.start(candidate.count - 1) >= instant
                {
                    break
                }
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

    /// Goes to an exchange by its number in the corpus, from 0; false where there are not so many.
    package func seek(toNumber number: UInt64) throws(CorpusError) -> Bool {
        var before: UInt64 = 0
        for (place, entry) in index.enumerated() {
            let end = before &+ UInt64(max(0, entry.count))
            guard number >= end else {
                block = try readBlockOrSkip(place)
                position = Int(number - before)
                nextBlock = place + 1
                return block.map { position < $0.count } ?? false
            }
            before = end
        }
        return false
    }

    /// The number, from 0, of the exchange that ``next()`` gives, damaged blocks' exchanges counted too.
    package var nextNumber: UInt64 {
        let before = index.prefix(block == nil ? nextBlock : nextBlock - 1)
        return before.reduce(0) { $0 &+ UInt64(max(0, $1.count)) } &+ UInt64(position)
    }

    private func place(at instant: Timestamp) throws(CorpusError) {
        guard nextBlock < index.count else { return }
        block = try readBlockOrSkip(nextBlock)
        nextBlock += 1
        guard let found = block else { return }
        while position < found.count, found.start(position) < instant { position += 1 }
    }

    /// A block by its number; nil for a damaged one that is to be passed over.
    package func readBlockOrSkip(_ number: Int) throws(CorpusError) -> ExchangeBlock? {
        do throws(CorpusError) {
            return try readBlock(number)
        } catch {
            guard options.skipsDamaged, case .damaged(_, _, _, let exchanges, _) = error else { throw error }
            if skippedNumbers.insert(number).inserted { skipped.add(exchanges: exchanges) }
            return nil
        }
    }

    /// A block by its number.
    ///
    /// - Throws: ``CorpusError/damaged(path:block:offset:exchanges:problem:)`` where it cannot be read.
    package func readBlock(_ number: Int) throws(CorpusError) -> ExchangeBlock {
        try decode(try content(ofBlock: number), number)
    }

    /// The bytes of a block's member, as they are in the file.
    func member(ofBlock number: Int) throws(CorpusError) -> [UInt8] {
        let entry = index[number]
        do throws(MemberDecoder.Fault) {
            return try file.bytes(at: entry.offset, count: entry.length)
        } catch {
            throw damaged(number, error.words)
        }
    }

    /// A block's content, checked.
    func content(ofBlock number: Int) throws(CorpusError) -> [UInt8] {
        let entry = index[number]
        defer { options.progress?.add(entry.length) }
        guard let member = file.member(at: entry.offset) else { throw damaged(number, "it has no head") }
        guard member.kind == .block, member.length == entry.length, Int(member.count) == entry.count else {
            throw damaged(number, "its head is another than the index says")
        }
        do throws(MemberDecoder.Fault) {
            let bytes = try file.bytes(at: entry.offset, count: entry.length)
            return try decoder.content(of: member, in: bytes, at: entry.offset, seal)
        } catch {
            throw damaged(number, error.words)
        }
    }

    /// The exchanges of a block's content.
    func decode(_ content: [UInt8], _ number: Int) throws(CorpusError) -> ExchangeBlock {
        do throws(ByteReader.Malformed) {
            let block = try ExchangeBlock(content)
            guard block.count == index[number].count else {
                throw .init(what: "another number of exchanges than its head says")
            }
            return block
        } catch {
            throw damaged(number, "it holds \(error.what)")
        }
    }

    private func damaged(_ number: Int, _ problem: String) -> CorpusError {
        let entry = index[number]
        // No block is written without an exchange, so that none means that nothing tells.
        let count = entry.count > 0 ? entry.count : nil
        return .damaged(path: path, block: number, offset: entry.offset, exchanges: count, problem: problem)
    }
}

extension MemberDecoder {
    /// The content of a member of a file that may be sealed.
    func content(
        of member: Member,
        in bytes: [UInt8],
        at offset: UInt64,
        _ seal: CorpusSeal?
    ) throws(Fault) -> [UInt8] {
        let content = try content(of: member, in: bytes)
        guard let seal else { return content }
        guard let opened = seal.open(content, member.kind, at: offset, count: Int(member.count)) else { throw .seal }
        return try self.content(ofSealed: opened)
    }
}

extension MemberDecoder.Fault {
    /// The fault in words.
    var words: String {
        switch self {
        case .damaged: "the compressed bytes are damaged"
        case .length: "its content has another length than its head says"
        case .checksum: "its checksum is wrong"
        case .seal: "it was not encrypted with this key for this place in this file"
        }
    }
}
