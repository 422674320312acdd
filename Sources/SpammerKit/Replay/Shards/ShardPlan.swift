import Corpus
import HeapModule

/// Which requests of a replay are one shard's: whole connections, shared out so that all shards have about as many requests.
///
/// Connections are put into buckets by a hash of their number, and the buckets, largest first, each to the shard that has least
/// so far (Graham, "Bounds on multiprocessing timing anomalies", 1969: longest processing time first). Every shard reads the
/// corpus once for that, and comes to the same plan without a word to the others. Memory is the same for any corpus.
///
/// Where sessions have cookies or other values of the target's, it is they that are kept whole, and not connections: a client's cookies are
/// known to the shard that got them.
struct ShardPlan: Sendable {
    /// Whose requests they are.
    let shard: Shard
    /// Requests of each shard, in one pass over the corpus.
    let requests: [UInt64]

    private let owners: [UInt16]
    /// Whose requests stay together; nil for those of a connection.
    private let session: ReplaySession?

    /// Buckets: enough that one is small beside a shard, even of thousands.
    static let bucketCount = 1 << 16

    /// What a shard has so far; of two that have the same, the first one is less.
    private struct Load: Comparable {
        var requests: UInt64
        var owner: Int

        static func < (left: Load, right: Load) -> Bool {
            (left.requests, left.owner) < (right.requests, right.owner)
        }
    }

    /// Shares out buckets of so many requests.
    init(_ shard: Shard, counts: [UInt64], session: ReplaySession? = nil) {
        var owners = [UInt16](repeating: 0, count: counts.count)
        var requests = [UInt64](repeating: 0, count: shard.count)
        var loads = Heap((0..<shard.count).map { Load(requests: 0, owner: $0) })
        let largestFirst = counts.indices.filter { counts[$0] > 0 }
            .sorted { (counts[$0], $1) > (counts[$1], $0) }
        for bucket in largestFirst {
            guard var least = loads.popMin() else { break }
            owners[bucket] = UInt16(least.owner)
            least.requests &+= counts[bucket]
            requests[least.owner] = least.requests
            loads.insert(least)
        }
        self.shard = shard
        self.owners = owners
        self.requests = requests
        self.session = session
    }

    /// Reads a corpus for what is to be sent of it.
    ///
    /// - Throws: `CorpusError` where it cannot be read.
    init(_ shard: Shard, of options: ReplayOptions) throws(CorpusError) {
        var counts = [UInt64](repeating: 0, count: Self.bucketCount)
        var endpoints = EndpointTable(patterns: options.endpointPatterns)
        var stream = try ReplayStream(path: options.corpus, selection: options.selection, reading: options.reading)
        while let element = try stream.next() {
            guard options.reasonToLeaveOut(element.exchange, &endpoints) == nil else { continue }
            counts[Self.bucket(of: element, options.wholeSession)] &+= 1
        }
        self.init(shard, counts: counts, session: options.wholeSession)
    }

    /// Whether a request is this shard's.
    func owns(_ element: ReplayStream.Element) -> Bool {
        Int(owners[Self.bucket(of: element, session)]) == shard.index - 1
    }

    /// This shard's part of all requests, between 0 and 1.
    var share: Double {
        let all = requests.reduce(0, &+)
        return all == 0 ? 0 : Double(requests[shard.index - 1]) / Double(all)
    }

    /// By how much the largest shard is above the mean, as a share of it.
    var imbalance: Double {
        let all = requests.reduce(0, &+)
        guard all > 0 else { return 0 }
        return Double(requests.max() ?? 0) * Double(shard.count) / Double(all) - 1
    }

    /// A request without a session belongs to its connection, and one without a connection stands for itself.
    private static func bucket(of element: ReplayStream.Element, _ session: ReplaySession?) -> Int {
        // The same in each pass over the corpus, whose sessions differ.
        let known = session?.number(of: element.exchange, copy: element.copy, pass: 0) ?? 0
        let own = element.connection == 0 ? element.number &+ 1 << 63 : element.connection
        let word = known == 0 ? own : known
        return Int(truncatingIfNeeded: SplitMix64.mixed(word) >> 48)
    }
}
