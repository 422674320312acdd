import Glibc

/// The file of a corpus, opened for reading: members by their offsets.
final class CorpusFile {
    private let path: String
    private let descriptor: Int32
    let size: UInt64

    /// The most bytes of a footer: a million blocks, and the histograms of a thousand endpoints, are less.
    private static let footerLimit: UInt64 = 512 << 20

    init(path: String) throws(CorpusError) {
        self.path = path
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .file(path: path, problem: lastSystemError()) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .file(path: path, problem: lastSystemError()) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw .file(path: path, problem: "expected a file; a corpus cannot be read from a folder or a pipe")
        }
        size = UInt64(clamping: status.st_size)
    }

    deinit {
        close(descriptor)
    }

    /// The head of the member at an offset.
    func member(at offset: UInt64, block: Int) throws(CorpusError) -> Member {
        let bytes = try read(at: offset, count: Member.headLength)
        do throws(Member.Fault) {
            return try Member(bytes[...])
        } catch {
            switch error {
            case .version(let version) where offset == 0: throw .version(path: path, found: Int(version))
            case .notACorpus where offset == 0: throw .notACorpus(path: path)
            case .notACorpus, .malformed, .version:
                throw .damaged(path: path, block: block, offset: offset, exchanges: 0, problem: "it has no head")
            }
        }
    }

    /// The bytes of a block's member, if the file has them.
    func bytes(of entry: BlockEntry, _ damaged: (String) -> CorpusError) throws(MemberDecoder.Fault) -> [UInt8] {
        guard entry.offset <= size, entry.length <= size - entry.offset,
            let bytes = try? read(at: entry.offset, count: Int(entry.length)), bytes.count == Int(entry.length)
        else { throw .damaged }
        return bytes
    }

    /// The footer, found from the file's end; nil where the end is missing or damaged.
    func footer(_ decoder: MemberDecoder) throws(CorpusError) -> CorpusFooter? {
        guard size >= UInt64(Member.endLength) else { return nil }
        let end = size - UInt64(Member.endLength)
        let tail = try read(at: end, count: Member.headLength)
        guard let last = try? Member(tail[...]), last.kind == .end, last.length < end,
            let member = try? Member(try read(at: last.length, count: Member.headLength)[...]), member.kind == .footer,
            member.length == end - last.length, member.length <= Self.footerLimit
        else { return nil }
        let bytes = try read(at: last.length, count: Int(member.length))
        guard let content = try? decoder.content(of: member, in: bytes),
            let footer = try? CorpusFooter(content: content),
            footer.index.allSatisfy({ $0.offset < end && $0.length <= end - $0.offset && $0.count >= 0 })
        else { return nil }
        return footer
    }

    /// The whole blocks of a file without a footer.
    func walk() throws(CorpusError) -> [BlockEntry] {
        var entries: [BlockEntry] = []
        var offset = try member(at: 0, block: 0).length
        while offset <= size, size - offset >= UInt64(Member.headLength) {
            guard let member = try? member(at: offset, block: entries.count), member.kind == .block,
                member.length >= UInt64(Member.headLength + Member.trailerLength), member.length <= size - offset
            else { break }
            let unknown = Timestamp(nanoseconds: 0)
            entries.append(
                BlockEntry(
                    offset: offset,
                    length: member.length,
                    count: Int(member.count),
                    first: unknown,
                    last: unknown
                )
            )
            offset += member.length
        }
        return entries
    }

    /// So many bytes from an offset on, or as many as there are.
    private func read(at offset: UInt64, count: Int) throws(CorpusError) -> [UInt8] {
        guard offset < size else { return [] }
        let count = min(count, Int(clamping: size - offset))
        var problem: String?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            // `pread` writes at most what is left of the buffer's `count` bytes.
            while filled < count {
                let base = buffer.baseAddress.map { $0 + filled }
                let got = pread(descriptor, base, count - filled, off_t(clamping: offset) + off_t(filled))
                if got < 0 {
                    if errno == EINTR { continue }
                    problem = lastSystemError()
                    return
                }
                if got == 0 { return }
                filled += got
            }
        }
        if let problem { throw .file(path: path, problem: problem) }
        return bytes
    }
}
