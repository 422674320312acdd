import HeapModule

/// Merges sorted files of blocks into one order, exchange by exchange.
struct RunMerge {
    /// The exchange that a file would give next.
    ///
    /// Files are in the order in which their exchanges came, so of two equal
    /// ones that of the earlier file goes first.
    private struct Head: Comparable {
        var start: Timestamp
        var connection: UInt64
        var file: Int
        var exchange: Exchange

        static func < (left: Head, right: Head) -> Bool {
            (left.start, left.connection, left.file) < (right.start, right.connection, right.file)
        }

        static func == (left: Head, right: Head) -> Bool {
            (left.start, left.connection, left.file) == (right.start, right.connection, right.file)
        }
    }

    private var readers: [CorpusReader] = []
    private var heads = Heap<Head>()

    init(paths: [String], key: CorpusKey?) throws(CorpusError) {
        var options = CorpusReader.Options()
        options.key = key
        for path in paths { readers.append(try CorpusReader(path: path, options: options)) }
        for file in readers.indices { try advance(file) }
    }

    /// The next exchange; nil at the end of all files.
    mutating func next() throws(CorpusError) -> Exchange? {
        guard let head = heads.popMin() else { return nil }
        try advance(head.file)
        return head.exchange
    }

    private mutating func advance(_ file: Int) throws(CorpusError) {
        guard let exchange = try readers[file].next() else { return }
        heads.insert(
            Head(start: exchange.start, connection: exchange.connection?.id ?? 0, file: file, exchange: exchange)
        )
    }
}
