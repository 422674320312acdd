import Analysis
import Corpus
import Foundation
import Requester

/// What a replay has to know of a corpus before it starts, and what its summary says of it.
struct ReplayContent: Sendable {
    /// How many requests there are, over how long.
    let totals: ReplayTotals

    /// Where the corpus was recorded from.
    let origins: RecordedOrigins

    /// The endpoints that the recording's user named.
    let endpointPatterns: [EndpointPattern]

    /// What requests send back of earlier responses; nil where the recording was not asked to find it.
    let correlation: CorrelationTotals?

    /// Whether the corpus was redacted.
    let isRedacted: Bool

    /// The corpus in short.
    let summary: CorpusSummary

    /// Where the requests were for, most frequent first; for the announcement.
    private let authorities: [String]

    /// Whether the corpus tells who the clients were.
    private let tellsClients: Bool

    /// Whether a source of the recording keeps no request bodies.
    private let lacksBodies: Bool

    /// Whether the corpus's end is missing, so that part of it may be.
    private let isCutOff: Bool

    /// Looks at a corpus; one without its end is read once for it.
    init(path: String, reading: CorpusReader.Options = .init()) throws(CorpusError) {
        let reader = try CorpusReader(path: path, options: reading)
        let footer = try reader.footerOrRebuilt()
        let totals = footer.totals
        endpointPatterns = footer.provenance.patterns
        correlation = totals.correlation
        isRedacted = footer.provenance.redaction != nil
        self.totals = ReplayTotals(exchanges: totals.exchanges, span: totals.span, first: totals.first)
        origins = RecordedOrigins(authorities: totals.hosts.keys, servers: totals.servers.keys)
        authorities = totals.hosts.sorted { ($0.value, $1.key) > ($1.value, $0.key) }.map(\.key)
        isCutOff = !reader.isComplete
        tellsClients = totals.clients.map { $0.keys.contains { !$0.isEmpty } } ?? true
        lacksBodies = footer.provenance.sources.contains { $0.absent.contains("requestBody") }
        let digits = String(totals.contentDigest, radix: 16)
        summary = CorpusSummary(
            name: URL(filePath: path).lastPathComponent,
            digest: String(repeating: "0", count: 8 - digits.count) + digits,
            exchanges: totals.exchanges,
            spanSeconds: Double(totals.span) / 1e9,
            sources: footer.provenance.sources.map { "\($0.name) (\($0.kind))" }
        )
    }

    /// What the replay will do, line by line.
    func announcement(_ options: ReplayOptions, pacing: String, length: UInt64?) -> [String] {
        var from = authorities.prefix(3).map { $0.isEmpty ? "(no host)" : $0 }.joined(separator: ", ")
        if authorities.count > 3 { from += " and \(authorities.count - 3) more" }
        let recorded = "recorded from \(from) over \((Double(totals.span) / 1e9).rounded(toDecimals: 1)) s"
        var lines = ["Replaying \(totals.exchanges) requests of \(options.corpus), \(recorded)"]
        var how = "To \(options.targets.words), \(pacing)"
        if let length { how += ", for \((Double(length) / 1e9).rounded(toDecimals: 1)) s" }
        if options.loops { how += ", again and again" + (options.duration == nil ? " until Ctrl-C" : "") }
        lines.append(how)
        if let selection = options.selection.summary { lines.append("Of the recording: \(selection)") }
        if let cap = options.idleCap {
            lines.append("Silences longer than \((Double(cap) / 1e9).shortest) s are cut to that")
        }
        if options.warmup > 0 {
            lines.append("The first \((Double(options.warmup) / 1e9).shortest) s are a warm-up, and count for nothing")
        }
        if options.connections == .recorded {
            lines.append("Each recorded connection is one connection, its order and its think time kept")
        }
        lines += options.targets.remarks(on: authorities)
        lines.append(Self.hostLine(options))
        if case .command(let command, _) = options.middleware {
            lines.append("Requests go through '\(command)' before they are sent")
        }
        if let session = options.cookies { lines.append(cookieLine(session)) }
        if options.correlation != nil, let correlation { lines.append(Self.correlationLine(correlation, options)) }
        lines.append("Credentials, if the corpus holds any, go to the target as they were recorded")
        if lacksBodies {
            lines.append(
                options.sendsBodiless
                    ? "Bodies that were not recorded, as in a log's POST, are sent empty"
                    : "Requests whose bodies were not recorded, as a log's POST, are left out; --bodiless send sends them"
            )
        }
        if isCutOff {
            lines.append("The corpus has no end: its recording was cut off, and what came last may be missing")
        }
        return lines
    }

    private func cookieLine(_ session: ReplaySession) -> String {
        var line = "Cookies that the target sets go in place of the recorded, by \(session.words)"
        if session == .client, !tellsClients {
            line +=
                "; the corpus does not tell clients, so each connection counts as one (--session all takes all as one)"
        }
        return line
    }

    private static func correlationLine(_ found: CorrelationTotals, _ options: ReplayOptions) -> String {
        let line =
            "Values that the target gives go in place of recorded ones: \(found.links) of them, in \(found.requests) requests"
        guard options.connections == .pooled else { return line }
        return line + "; --connections recorded keeps the order of a connection, so that none is sent too early"
    }

    private static func hostLine(_ options: ReplayOptions) -> String {
        if options.keepsHost { return "Host as it was recorded" }
        guard options.targets.origins.count == 1 else { return "Host: that of the target that a request goes to" }
        return "Host: \(options.targets.origins[0].authority)"
    }
}

extension Double {
    fileprivate func rounded(toDecimals decimals: Int) -> String {
        formatted(
            .number.precision(.fractionLength(0...decimals)).grouping(.never).locale(Locale(identifier: "en_US_POSIX"))
        )
    }
}
