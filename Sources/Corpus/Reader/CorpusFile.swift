import Glibc

/// The file of a corpus, opened for reading: members by their offsets.
final class CorpusFile {
    private let path: String
    private let descriptor: Int32
    let size: UInt64

    /// The most bytes of a header.
    private static let headerLimit: UInt64 = 64 << 10

    init(path: String) throws(CorpusError) {
        self.path = path
        descriptor = try Self.open(path)
        do throws(CorpusError) {
            size = try Self.size(of: descriptor, path)
        } catch {
            // Nothing deinitializes what was never whole.
            close(descriptor)
            throw error
        }
    }

    private static func open(_ path: String) throws(CorpusError) -> Int32 {
        guard path != "-" else {
            do throws(StandardInput.Failure) { return try StandardInput.descriptor() } catch {
                throw .file(path: "standard input", problem: error.problem)
            }
        }
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .file(path: path, problem: lastSystemError()) }
        return descriptor
    }

    private static func size(of descriptor: Int32, _ path: String) throws(CorpusError) -> UInt64 {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .file(path: path, problem: lastSystemError()) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw .file(path: path, problem: "expected a file; a corpus cannot be read from a folder or a pipe")
        }
        return UInt64(clamping: status.st_size)
    }

    deinit {
        close(descriptor)
    }

    /// The first member's head and content, checked.
    func header(_ decoder: MemberDecoder) throws(CorpusError) -> (head: Member, content: [UInt8]) {
        let first = try read(at: 0, count: Member.headLength)
        let head: Member
        do throws(Member.Fault) {
            head = try Member(first[...])
        } catch {
            switch error {
            case .version(let version): throw .version(path: path, found: Int(version))
            case .notACorpus: throw .notACorpus(path: path)
            case .malformed: throw .damagedHeader(path: path, problem: "its first bytes are not those of a header")
            }
        }
        guard head.kind == .header else { throw .notACorpus(path: path) }
        guard head.length <= Self.headerLimit else {
            throw .damagedHeader(path: path, problem: "it claims to be longer than a header is")
        }
        guard head.length <= size else {
            // Cut off within the header, where nothing follows.
            guard nextMember(after: 0) != nil else { return (head, []) }
            throw .damagedHeader(path: path, problem: "it claims to be longer than the file is")
        }
        do throws(MemberDecoder.Fault) {
            let content = try decoder.content(of: head, in: bytes(at: 0, count: head.length))
            guard content.starts(with: Member.headerText.utf8) else { throw .damaged }
            return (head, content)
        } catch {
            throw .damagedHeader(path: path, problem: error.words)
        }
    }

    /// The head of the member at an offset; nil where there is none.
    func member(at offset: UInt64) -> Member? {
        (try? read(at: offset, count: Member.headLength)).flatMap { try? Member($0[...]) }
    }

    /// So many bytes from an offset on, if the file has them.
    func bytes(at offset: UInt64, count: UInt64) throws(MemberDecoder.Fault) -> [UInt8] {
        guard offset <= size, count <= size - offset, let bytes = try? read(at: offset, count: Int(count)),
            bytes.count == Int(count)
        else { throw .damaged }
        return bytes
    }

    /// The footer, found from the file's end; nil where the end is missing or damaged.
    func footer(_ decoder: MemberDecoder, _ seal: CorpusSeal?) throws(CorpusError) -> CorpusFooter? {
        guard size >= UInt64(Member.endLength) else { return nil }
        let end = size - UInt64(Member.endLength)
        let tail = try read(at: end, count: Member.headLength)
        guard let last = try? Member(tail[...]), last.kind == .end, last.length < end,
            let member = try? Member(try read(at: last.length, count: Member.headLength)[...]), member.kind == .footer,
            member.length == end - last.length
        else { return nil }
        let bytes = try read(at: last.length, count: Int(member.length))
        guard let content = try? decoder.content(of: member, in: bytes, at: last.length, seal),
            let footer = try? CorpusFooter(content: content),
            footer.index.allSatisfy({ $0.offset < end && $0.length <= end - $0.offset && $0.count >= 0 })
        else { return nil }
        return footer
    }

    /// So many bytes from an offset on, or as many as there are.
    func read(at offset: UInt64, count: Int) throws(CorpusError) -> [UInt8] {
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
