import HeapModule

/// The exchanges of any number of corpora in one order, in constant memory.
///
/// A corpus is opened when the first of its exchanges is due and closed after its last, so that the files of a rotated
/// recording, however many, are one or two at a time. Where more of them overlap than may be open at once, they are
/// merged in rounds through files beside the output.
package final class CorpusMerge {
    /// One corpus of a merge.
    struct Input {
        var path: String
        var options: CorpusReader.Options
        var first: Timestamp
        var last: Timestamp
        /// What is added to its connections' numbers, so that those of two corpora are never one.
        var connectionOffset: UInt64
        /// Its place among those that were given: of equal exchanges that of the earlier one goes first.
        var order: Int
    }

    /// An exchange that an open corpus would give next.
    private struct Head: Comparable {
        var start: Timestamp
        var connection: UInt64
        var order: Int
        var reader: Int
        var exchange: Exchange

        static func < (left: Head, right: Head) -> Bool {
            (left.start, left.connection, left.order) < (right.start, right.connection, right.order)
        }

        static func == (left: Head, right: Head) -> Bool {
            (left.start, left.connection, left.order) == (right.start, right.connection, right.order)
        }
    }

    /// Corpora that may be open at once: one holds some megabytes of a block.
    package static let fanIn = 16

    /// Where the exchanges come from, all corpora together.
    package private(set) var provenance = Provenance()
    /// What all corpora hold, as far as they tell.
    package private(set) var total: UInt64 = 0
    /// When the first exchange began.
    package private(set) var first: Timestamp?
    /// When the last exchange began.
    package private(set) var last: Timestamp?
    /// Damaged blocks that were passed over so far.
    package private(set) var skipped = SkippedBlocks()
    /// Whether one of them is encrypted.
    package private(set) var isSealed = false
    /// Corpora that have no end.
    package private(set) var incomplete: [String] = []

    /// Those that are not open yet, the next one last.
    private var waiting: [Input] = []
    private var open: [Int: (reader: CorpusReader, offset: UInt64)] = [:]
    private var heads = Heap<Head>()
    private var nextReader = 0
    private let from: Timestamp?
    private let rounds: MergeRounds?

    /// Looks at the corpora, and makes ready to read them.
    ///
    /// - Parameters:
    ///   - paths: the corpora.
    ///   - isOneRecording: whether they are parts of one recording, as `record --rotate` writes them, so that a
    ///     connection's number means the same connection in all of them.
    ///   - from: exchanges that began earlier are passed over.
    /// - Throws: ``CorpusError`` where one cannot be read.
    package convenience init(
        paths: [String],
        options: CorpusReader.Options = .init(),
        isOneRecording: Bool = false,
        from: ((Timestamp) -> Timestamp)? = nil,
        fanIn: Int = CorpusMerge.fanIn
    ) throws(CorpusError) {
        var inputs: [Input] = []
        var provenance = Provenance()
        var total: UInt64 = 0
        var offset: UInt64 = 0
        var incomplete: [String] = []
        var isSealed = false
        for (order, path) in paths.enumerated() {
            let reader = try CorpusReader(path: path, options: options)
            let footer = try reader.footerOrRebuilt()
            isSealed = isSealed || reader.isSealed
            if !reader.isComplete { incomplete.append(path) }
            provenance.add(footer.provenance, isFirst: order == 0)
            total &+= footer.totals.exchanges
            if let first = footer.totals.first, let last = footer.totals.last {
                inputs.append(
                    Input(
                        path: path,
                        options: options,
                        first: first,
                        last: last,
                        connectionOffset: isOneRecording ? 0 : offset,
                        order: order
                    )
                )
            }
            offset &+= footer.totals.highestConnection ?? (1 << 24)
        }
        let first = inputs.map(\.first).min()
        let last = inputs.map(\.last).max()
        let rounds = try MergeRounds(&inputs, fanIn: max(2, fanIn))
        self.init(inputs, from: first.flatMap { from?($0) }, rounds: rounds)
        self.provenance = provenance
        self.total = total
        self.first = first
        self.last = last
        self.incomplete = incomplete
        self.isSealed = isSealed
        skipped = rounds?.skipped ?? SkippedBlocks()
    }

    /// The sorted parts of a recording, in the order in which they came.
    convenience init(runs paths: [String], key: CorpusKey?) {
        var options = CorpusReader.Options()
        options.key = key
        self.init(
            paths.enumerated().map { order, path in
                // Nobody has to know when a part begins and ends, as all of them are open.
                let (first, last) = (Timestamp(nanoseconds: .min), Timestamp(nanoseconds: .max))
                return Input(path: path, options: options, first: first, last: last, connectionOffset: 0, order: order)
            }
        )
    }

    init(_ inputs: [Input], from: Timestamp? = nil, rounds: MergeRounds? = nil) {
        waiting = inputs.sorted { ($0.first, $0.order) > ($1.first, $1.order) }
        self.from = from
        self.rounds = rounds
    }

    /// The next exchange; nil at the end of all.
    package func next() throws(CorpusError) -> Exchange? {
        while let input = waiting.last, heads.min.map({ input.first <= $0.start }) ?? true {
            waiting.removeLast()
            try begin(input)
        }
        guard let head = heads.popMin() else { return nil }
        try advance(head.reader, order: head.order)
        return head.exchange
    }

    private func begin(_ input: Input) throws(CorpusError) {
        if let from, input.last < from { return }
        let reader = try CorpusReader(path: input.path, options: input.options)
        if let from { try reader.seek(to: from) }
        open[nextReader] = (reader, input.connectionOffset)
        nextReader += 1
        try advance(nextReader - 1, order: input.order)
    }

    private func advance(_ number: Int, order: Int) throws(CorpusError) {
        guard let (reader, offset) = open[number] else { return }
        guard var exchange = try reader.next() else {
            skipped.add(reader.skipped)
            open[number] = nil
            return
        }
        if let connection = exchange.connection, offset > 0 {
            exchange.connection?.id = connection.id &+ offset
        }
        if offset > 0, !exchange.links.isEmpty { exchange.links = exchange.links.map { $0.moved(by: offset) } }
        heads.insert(
            Head(
                start: exchange.start,
                connection: exchange.connection?.id ?? 0,
                order: order,
                reader: number,
                exchange: exchange
            )
        )
    }
}

extension Provenance {
    /// The endpoints that the user named.
    package var patterns: [EndpointPattern] { (endpointPatterns ?? []).compactMap { EndpointPattern($0) } }

    /// Takes in where another corpus of a merge comes from.
    fileprivate mutating func add(_ other: Provenance, isFirst: Bool) {
        if isFirst {
            self = other
            return
        }
        for source in other.sources {
            // The files of one recording name the same sources.
            if let known = sources.firstIndex(where: { $0.name == source.name && $0.kind == source.kind }) {
                sources[known].exchanges &+= source.exchanges
                for warning in source.warnings where !sources[known].warnings.contains(warning) {
                    guard sources[known].warnings.count < Self.warningLimit else { break }
                    sources[known].warnings.append(warning)
                }
                for absent in source.absent where !sources[known].absent.contains(absent) {
                    sources[known].absent.append(absent)
                }
            } else if sources.count < Self.sourceLimit {
                sources.append(source)
            } else if sources.last?.name == Self.others {
                sources[sources.count - 1].exchanges &+= source.exchanges
            } else {
                sources.append(Source(name: Self.others, kind: "merged", exchanges: source.exchanges))
            }
        }
        for filter in other.filters where !filters.contains(filter) && filters.count < Self.sourceLimit {
            filters.append(filter)
        }
        for step in other.steps ?? [] where !(steps ?? []).contains(step) {
            guard (steps ?? []).count < Self.sourceLimit else { break }
            steps = (steps ?? []) + [step]
        }
        for pattern in other.endpointPatterns ?? [] where !(endpointPatterns ?? []).contains(pattern) {
            guard (endpointPatterns ?? []).count < Self.sourceLimit else { break }
            endpointPatterns = (endpointPatterns ?? []) + [pattern]
        }
        account.add(other.account)
        if var both = redaction, let redacted = other.redaction {
            both.add(redacted)
            redaction = both
        } else if redaction != nil || other.redaction != nil || steps?.contains(Self.partlyRedacted) == true {
            // What holds for some of it does not hold for the corpus.
            redaction = nil
            if steps?.contains(Self.partlyRedacted) != true { steps = (steps ?? []) + [Self.partlyRedacted] }
        }
    }

    private static var partlyRedacted: String { "merge: some of the corpora were redacted, and not all" }
    private static var warningLimit: Int { 20 }
    private static var sourceLimit: Int { 100 }
    private static var others: String { "(others)" }
}
