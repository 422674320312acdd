/// A parser that takes bytes from outside, as a fuzzer feeds it.
///
/// A run ends the process where a parser traps, reads what it must not, or breaks what it promises: books that balance,
/// the same result however the bytes are cut, no request that nobody sent.
public enum FuzzTarget: String, CaseIterable, Sendable {
    /// Frames of a link layer, as a capture has them: tunnels, fragments, headers that lie.
    case frame
    /// A file in libpcap's own format.
    case pcap
    /// A file of blocks.
    case pcapng
    /// Segments of one connection, with sequence numbers that lie.
    case reassembly
    /// Messages of HTTP/1, cut anywhere.
    case http1
    /// Both directions of a connection with HTTP/1.
    case http1Connection = "http1-connection"
    /// Frames of HTTP/2, cut anywhere.
    case http2
    /// Both directions of a connection with HTTP/2.
    case http2Connection = "http2-connection"
    /// A key log and both directions of a connection with TLS.
    case tls
    /// An HTTP archive.
    case har
    /// Lines of logs.
    case log
    /// GoReplay's payloads.
    case gor
    /// Lines of a load balancer's log, as it writes them or as JSON.
    case alb
    /// A map of a log's fields, and the log.
    case logMap = "log-map"
    /// A corpus whose heads and checksums are right, and whose blocks and footer are anything.
    case corpus
    /// A session in which values are looked for that responses gave.
    case correlation
    /// A limit that a run has to keep, alone and in a file of them.
    case threshold
    /// A file of rules for redaction.
    case redactionRules = "redaction-rules"
    /// What a target sets as cookies, and what a request takes along of them.
    case cookies
    /// A rule for fields that do not count, and two bodies that are compared by it.
    case ignore
    /// What replaces parts of a request's target, and the target.
    case rewrite
    /// A file of options.
    case settings
    /// Two summaries of runs, compared or merged.
    case summary
    /// Two files of benchmarks, compared.
    case benchmark

    /// Feeds the parser.
    public func run(_ bytes: [UInt8]) {
        switch self {
        case .frame: CaptureTargets.frames(bytes)
        case .pcap: RecordingTarget.record(CaptureTargets.pcapHeader(link: 1) + bytes)
        case .pcapng: RecordingTarget.record([0x0A, 0x0D, 0x0D, 0x0A] + bytes)
        case .reassembly: ReassemblyTarget.run(bytes)
        case .http1: HTTP1Target.run(bytes)
        case .http1Connection: CaptureTargets.talk(bytes)
        case .http2: HTTP2Target.run(bytes)
        case .http2Connection: CaptureTargets.talk(bytes, after: HTTP2Target.preface)
        case .tls: CaptureTargets.talkWithKeys(bytes)
        case .har: RecordingTarget.record(Array(#"{"log":{"entries":["#.utf8) + bytes)
        case .log: RecordingTarget.record(Array("{".utf8) + bytes)
        case .gor: RecordingTarget.record(Array("1 0123456789abcdef01234567 1700000000000000000\n".utf8) + bytes)
        case .alb: LogTarget.runALB(bytes)
        case .logMap: LogTarget.runMapped(bytes)
        case .corpus: CorpusTarget.run(bytes)
        case .correlation: CorrelationTarget.run(bytes)
        case .threshold: ExpressionTarget.runThreshold(bytes)
        case .redactionRules: ExpressionTarget.runRedactionRules(bytes)
        case .cookies: CookieTarget.run(bytes)
        case .ignore: IgnoreTarget.run(bytes)
        case .rewrite: ExpressionTarget.runRewrite(bytes)
        case .settings: SettingsTarget.run(bytes)
        case .summary: SummaryTarget.run(bytes)
        case .benchmark: BenchmarkTarget.run(bytes)
        }
    }
}

/// Bytes of a fuzzer's input, taken from the front; zeros behind its end.
struct FuzzBytes {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) {
        rest = bytes[...]
    }

    var isEmpty: Bool { rest.isEmpty }

    mutating func byte() -> UInt8 {
        rest.popFirst() ?? 0
    }

    mutating func short() -> UInt16 {
        UInt16(byte()) << 8 | UInt16(byte())
    }

    /// What is left, up to the next 0 and without it.
    mutating func takePart() -> [UInt8] {
        let part = Array(rest.prefix { $0 != 0 })
        rest = rest.dropFirst(part.count + 1)
        return part
    }

    mutating func takeAll() -> [UInt8] {
        take(rest.count)
    }

    mutating func take(_ count: Int) -> [UInt8] {
        defer { rest = rest.dropFirst(count) }
        return Array(rest.prefix(count))
    }
}
