import Glibc

/// Writes a corpus, exchange by exchange, in constant memory.
///
/// The exchanges may come in any order; the corpus has them by their start. The file is written beside its final name and
/// renamed when it is whole, so that no corpus under that name is ever half of one.
public final class CorpusWriter {
    /// How a corpus is written.
    public struct Options: Sendable {
        /// Whether a corpus of that name is replaced.
        public var overwrite = false

        /// The most exchanges that are held to be put in order.
        package var windowCount = 65_536

        /// The most bytes that they may take.
        package var windowBytes = 32 << 20

        /// Sorted parts that are merged at once; a file is open for each.
        package var fanIn = 64

        /// The key that the corpus is encrypted with; nil for one that is not.
        package var key: CorpusKey?

        /// The endpoints that the user names.
        package var endpointPatterns: [EndpointPattern] = []

        /// What is redacted before it is written; nil for nothing.
        package var redaction: RedactionPolicy?

        /// Whether values that responses gave are looked for in later requests; responses have to come with the exchanges.
        package var correlates = false

        /// Whether responses are written that come with the exchanges, and not only looked at.
        package var keepsResponses = true

        /// As it is by default.
        public init() {}
    }

    private let path: String
    private let options: Options
    private let encoder = MemberEncoder()
    private let workplace: Workplace
    private var window: ReorderWindow
    private var footer: FooterBuilder
    private var file: BlockFile
    private var run = 0
    private var runs: [String] = []
    /// Whether the sorted parts are being merged, so that all exchanges are in ``runs``.
    private var isMerging = false
    private var made = 0
    private var isOver = false
    private var redactor: Redactor?
    private var finder: CorrelationFinder?

    /// Begins a corpus.
    ///
    /// - Parameters:
    ///   - path: its final name; `-` for standard output, to which it is copied when it is whole.
    ///   - options: how it is written.
    /// - Throws: ``CorpusError`` where a corpus of that name is there, or none can be made.
    public init(path: String, options: Options = .init()) throws(CorpusError) {
        try Self.check(path, options)
        self.path = path
        self.options = options
        footer = FooterBuilder(patterns: options.endpointPatterns)
        footer.isCorrelated = options.correlates
        redactor = options.redaction.map { Redactor($0) }
        finder = options.correlates ? CorrelationFinder(patterns: options.endpointPatterns) : nil
        window = ReorderWindow(countLimit: options.windowCount, byteLimit: options.windowBytes)
        workplace = try Workplace(output: path)
        do throws(CorpusError) {
            file = try BlockFile(
                path: workplace.file,
                replacing: options.overwrite,
                encoder: encoder,
                seal: options.key.map { CorpusSeal($0) }
            )
        } catch {
            workplace.remove()
            throw error
        }
    }

    /// Throws where the finished corpus could not take the place of what has its name.
    private static func check(_ path: String, _ options: Options) throws(CorpusError) {
        var status = stat()
        guard path != "-", lstat(path, &status) == 0 else { return }
        let isSystemsLink = status.st_mode & S_IFMT == S_IFLNK && (path.hasPrefix("/dev/") || path.hasPrefix("/proc/"))
        guard isSystemsLink || stat(path, &status) == 0 else { return }
        switch status.st_mode & S_IFMT {
        case S_IFREG: if !options.overwrite { throw .exists(path: path) }
        case S_IFDIR: throw .file(path: path, problem: "it is a folder; name a file in it")
        // To replace /dev/null would be the ruin of a machine.
        default: throw .file(path: path, problem: "it is no file that could be replaced; - is standard output")
        }
    }

    deinit {
        if !isOver { removeFiles() }
    }

    /// Bytes that are in the file so far, or in the sorted part that is being written.
    package var writtenBytes: UInt64 { partBytes &+ file.offset }

    /// Exchanges that are in whole blocks.
    private var writtenExchanges: UInt64 = 0

    /// Bytes of the sorted parts that are whole.
    private var partBytes: UInt64 = 0

    /// The most bytes that an exchange's request and its response may take; a block that holds one has room for what goes before it.
    package static let exchangeLimit = 128 << 20

    /// Adds an exchange.
    ///
    /// - Throws: ``CorpusError`` where it is too large, or a block cannot be written.
    public func append(_ exchange: consuming Exchange) throws(CorpusError) {
        let size = exchange.request.storage.count + (exchange.response?.size ?? 0)
        guard size <= Self.exchangeLimit else { throw .tooLarge(bytes: size, limit: Self.exchangeLimit) }
        if redactor != nil, let redacted = redactor?.redact(exchange) {
            take(redacted)
        } else {
            take(exchange)
        }
        while window.isFull, let next = window.removeFirst() { try write(next.exchange, run: next.run) }
    }

    private func take(_ exchange: Exchange) {
        if options.keepsResponses || exchange.response == nil {
            footer.add(exchange)
        } else {
            var bare = exchange
            bare.response = nil
            footer.add(bare)
        }
        window.insert(exchange)
    }

    /// Says that no exchange will come that began before an instant, so that what is held need not be held any longer.
    public func advance(to watermark: Timestamp) throws(CorpusError) {
        while let next = window.removeFirst(before: watermark) { try write(next.exchange, run: next.run) }
    }

    /// Writes the block that is being filled, so that less is lost if the process is killed; a corpus with many small
    /// blocks is larger.
    ///
    /// - Throws: ``CorpusError`` where it cannot be written.
    public func flush() throws(CorpusError) {
        for block in try file.flush() { add(block) }
    }

    /// Writes what is left and the footer, and gives the file its name.
    ///
    /// - Returns: What the corpus says of itself.
    public func finish(provenance: Provenance) throws(CorpusError) -> CorpusFooter {
        while let next = window.removeFirst() { try write(next.exchange, run: next.run) }
        try flush()
        if !runs.isEmpty { try merge() }
        var provenance = provenance
        redactor?.redact(&provenance)
        let whole = footer.finish(provenance)
        do {
            try file.finish(footer: whole.encoded())
        } catch let error as CorpusError {
            throw error
        } catch {
            throw .file(path: path, problem: "the footer cannot be encoded: \(error)")
        }
        try file.close()
        try deliver()
        workplace.remove()
        isOver = true
        return whole
    }

    /// Gives up where a write has failed, as when a disk is full, and leaves the whole blocks that were written.
    ///
    /// - Returns: The error, with where they are; the same error, and nothing left, where it is of another kind or no
    ///   block was written.
    package func salvage(after error: CorpusError) -> CorpusError {
        if isOver { return error }
        guard case .file(_, let problem) = error, path != "-", writtenExchanges > 0 else {
            abandon()
            return error
        }
        isOver = true
        // What a merge has written so far is in its parts, too.
        if isMerging, !runs.contains(file.path) { unlink(file.path) }
        let kept = isMerging ? runs : runs + [file.path]
        return .stopped(path: path, problem: problem, kept: kept, exchanges: writtenExchanges)
    }

    /// What is known of values that later requests may send back, for the next file of a recording; the writer has to be
    /// finished.
    func takeFinder() -> CorrelationFinder? { finder.take() }

    /// Goes on with what was known at the end of the file before.
    func use(_ finder: CorrelationFinder?) {
        if let finder { self.finder = finder }
    }

    /// Gives up: removes all that was written.
    public func abandon() {
        isOver = true
        removeFiles()
    }

    private func write(_ exchange: Exchange, run: Int) throws(CorpusError) {
        if run != self.run {
            try beginRun()
            self.run = run
        }
        var exchange = exchange
        if let links = finder?.links(of: exchange) { exchange.links = links }
        if !options.keepsResponses { exchange.response = nil }
        footer.add(links: exchange.links)
        if let block = try file.append(exchange) { add(block) }
    }

    private func add(_ block: BlockFile.Block) {
        footer.add(block: block.entry, content: block.content)
        writtenExchanges &+= UInt64(block.entry.count)
    }

    /// What is in the file so far becomes a sorted part; a new file takes what follows.
    private func beginRun() throws(CorpusError) {
        try flush()
        try file.close()
        partBytes &+= file.offset
        runs.append(file.path)
        footer.forgetBlocks()
        file = try nextFile()
    }

    private func nextFile() throws(CorpusError) -> BlockFile {
        made += 1
        return try BlockFile(
            path: "\(workplace.file)-\(made)",
            replacing: true,
            encoder: encoder,
            seal: options.key.map { CorpusSeal($0) }
        )
    }

    /// Merges the sorted parts into one, in as many rounds as the number of files that may be open asks for.
    private func merge() throws(CorpusError) {
        try file.close()
        runs.append(file.path)
        footer.forgetBlocks()
        isMerging = true
        while runs.count > 1 {
            let parts = Array(runs.prefix(options.fanIn))
            let isLast = parts.count == runs.count
            file = try nextFile()
            let merge = CorpusMerge(runs: parts, key: options.key)
            while let exchange = try merge.next() {
                if let block = try file.append(exchange), isLast {
                    footer.add(block: block.entry, content: block.content)
                }
            }
            let rest = try file.flush()
            if isLast { for block in rest { footer.add(block: block.entry, content: block.content) } }
            for part in parts { unlink(part) }
            runs.removeFirst(parts.count)
            // What was merged is of earlier exchanges than the parts that follow, and equal ones keep that order.
            runs.insert(file.path, at: 0)
            if !isLast { try file.close() }
        }
        partBytes = 0
        runs = []
        isMerging = false
    }

    private func deliver() throws(CorpusError) {
        if path == "-" { return try copyToStandardOutput() }
        // A link does not replace a file that has come to be there since, as a rename would.
        if options.overwrite || link(file.path, path) != 0 {
            if !options.overwrite, errno == EEXIST { throw .exists(path: path) }
            guard rename(file.path, path) == 0 else { throw .file(path: path, problem: lastSystemError()) }
        } else {
            unlink(file.path)
        }
    }

    private func copyToStandardOutput() throws(CorpusError) {
        defer { unlink(file.path) }
        let input = open(file.path, O_RDONLY | O_CLOEXEC)
        guard input >= 0 else { throw .file(path: file.path, problem: lastSystemError()) }
        defer { close(input) }
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = read(input, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .file(path: file.path, problem: lastSystemError()) }
            if count == 0 { return }
            guard writeAll(Array(buffer.prefix(count)), to: STDOUT_FILENO) else {
                throw .file(path: "standard output", problem: lastSystemError())
            }
        }
    }

    private func removeFiles() {
        unlink(file.path)
        for run in runs { unlink(run) }
        workplace.remove()
    }
}
