/// A corpus cannot be read or written.
public enum CorpusError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The file cannot be opened, read or written: its path, and what the system says.
    case file(path: String, problem: String)
    /// Writing had to stop, as when a disk is full; what was written before is left where it is.
    case stopped(path: String, problem: String, kept: [String], exchanges: UInt64)
    /// A corpus of that name is there already.
    case exists(path: String)
    /// What a recording to that name has written is there already, and was never finished.
    case unfinished(path: String)
    /// The file is no corpus.
    case notACorpus(path: String)
    /// A newer Spammer has written the corpus.
    case version(path: String, found: Int)
    /// A block is damaged: which one, from 0, where it is, and how many exchanges it held; nil where nothing tells.
    case damaged(path: String, block: Int, offset: UInt64, exchanges: Int?, problem: String)
    /// The corpus's first member is damaged, which holds no exchanges.
    case damagedHeader(path: String, problem: String)
    /// The corpus is encrypted, and no key was given.
    case sealed(path: String)
    /// The corpus is encrypted with another key.
    case wrongKey(path: String)
    /// A key was given, and the corpus is not encrypted.
    case notSealed(path: String)
    /// An exchange has more bytes than a block may hold.
    case tooLarge(bytes: Int, limit: Int)
    /// zlib could not compress.
    case compression

    /// What was expected, what was there, and what to do.
    public var description: String {
        switch self {
        case .file(let path, let problem):
            "\(path): \(problem)"
        case .stopped(let path, let problem, let kept, let exchanges):
            "\(path) could not be written any further: \(problem); \(kept.joined(separator: ", ")) "
                + "\(kept.count == 1 ? "has" : "have") the \(exchanges) exchanges that were written before, "
                + "which `spammer inspect` and `spammer replay` read"
        case .exists(let path):
            "\(path) is there already; --force replaces it"
        case .unfinished(let path):
            "\(path) is there already: another recording is writing it, or one was killed and left it; "
                + "`spammer inspect` shows what it holds, and --force replaces it"
        case .notACorpus(let path):
            "expected a corpus, as `spammer record` writes it, and \(path) is none"
        case .version(let path, let found):
            "\(path) has format version \(found), and this Spammer reads version \(Member.version); take a newer Spammer"
        case .damaged(let path, let block, let offset, let exchanges, let problem):
            "\(path): block \(block) at byte \(offset), with \(exchanges.map(String.init) ?? "an unknown number of") "
                + "exchanges, is damaged: \(problem); --skip-damaged goes on with the others"
        case .damagedHeader(let path, let problem):
            "\(path): its header is damaged: \(problem); --skip-damaged reads the blocks that are whole"
        case .sealed(let path):
            "\(path) is encrypted; give its key with --key-file"
        case .wrongKey(let path):
            "\(path) is encrypted with another key than the one that --key-file has"
        case .notSealed(let path):
            "\(path) is not encrypted, and --key-file was given: leave it out, if this is the corpus that you mean"
        case .tooLarge(let bytes, let limit):
            "an exchange of \(bytes) bytes cannot be kept; a corpus takes \(limit) at most"
        case .compression:
            "zlib could not compress a block; is there memory left?"
        }
    }
}
