/// Where a corpus comes from, and what is known to be missing from it.
public struct Provenance: Sendable, Hashable, Codable {
    /// What was read, in the order in which it was given.
    public var sources: [Source] = []

    /// The `--filter` and `--port` that were given, as `filter: tcp port 80`; empty where all was taken.
    public var filters: [String] = []

    /// Where every packet, byte and message went.
    public var account = RecordingAccount()

    /// Credentials that the corpus holds, by the name of the field or parameter: how many exchanges have it.
    public var credentials: [String: UInt64] = [:]

    /// What was done to the recording since, in sentences, the latest last: slices, merges, repairs; nil where nothing was.
    ///
    /// The account is of the recording and not of what is left of it.
    public var steps: [String]?

    /// What was redacted; nil where nothing was looked for.
    public var redaction: Redaction?

    /// The endpoints that the user named, as `record --endpoint` takes them; nil where there are none.
    public var endpointPatterns: [String]?

    /// A corpus of unknown origin.
    public init() {}

    /// One input of a recording.
    public struct Source: Sendable, Hashable, Codable {
        /// The input's name as it was given; `-` for standard input.
        public var name: String

        /// `pcap`, `pcapng`, `har`, `jsonl`, `gor`, `nginx log` and the like, or `live`; `unread` for one that recording was stopped before.
        public var kind: String

        /// Exchanges that came from it.
        public var exchanges: UInt64

        /// What was wrong with it, in sentences: that it is cut off, and where.
        public var warnings: [String]

        /// What this kind of source cannot tell: `responseDigest`, `connection`.
        public var absent: [String]

        /// A source that nothing has been read from yet.
        public init(name: String, kind: String, exchanges: UInt64 = 0, warnings: [String] = [], absent: [String] = []) {
            self.name = name
            self.kind = kind
            self.exchanges = exchanges
            self.warnings = warnings
            self.absent = absent
        }
    }
}
