package import Corpus

/// Makes exchanges of captures, HAR files and JSON lines, and keeps the books of where everything went.
///
/// Each input is a recording of its own: a connection does not go on from one capture into another.
package struct Recorder {
    private let options: RecorderOptions

    /// Looks at each input, so that a name that is wrong is told before any work is done; but for pipes, whose first bytes
    /// come once.
    ///
    /// - Throws: ``RecordingError`` where one cannot be read, or is of no kind that can be recorded.
    package init(options: RecorderOptions) throws(RecordingError) {
        self.options = options
        for name in options.inputs where !FileSource.isPipe(name) { _ = try kind(of: try Input(name: name)) }
        if let progress = options.progress {
            for name in options.inputs { progress.expect(FileSource.size(name) ?? 0) }
        }
    }

    /// Reads all inputs.
    ///
    /// - Parameters:
    ///   - deliver: takes the exchanges, in the order in which they are settled, which is not that of their start.
    ///   - settled: takes an instant now and then before which no exchange begins that is still to come, or hardly any, so
    ///     that they can be put in order; not called where inputs may be of the same time.
    /// - Returns: What was read, and the books.
    /// - Throws: ``RecordingError``, and what `deliver` throws.
    package func run(
        deliver: (Exchange) throws -> Void,
        settled: (Timestamp) throws -> Void = { _ in }
    ) throws -> Provenance {
        var provenance = Provenance()
        provenance.describe(options)
        var nextConnection: UInt64 = 1
        for name in options.inputs {
            if options.isStopped() {
                let warning = "not read at all: recording was stopped before it"
                provenance.sources.append(Provenance.Source(name: name, kind: "unread", warnings: [warning]))
                continue
            }
            let isAlone = options.inputs.count == 1
            try record(try Input(name: name, progress: options.progress), &nextConnection, &provenance, deliver) {
                if isAlone { try settled($0) }
            }
        }
        return provenance
    }

    /// Reads one input that is in memory, whatever the options name.
    package func run(bytes: [UInt8], named name: String, deliver: (Exchange) throws -> Void) throws -> Provenance {
        var provenance = Provenance()
        provenance.describe(options)
        var nextConnection: UInt64 = 1
        let input = try Input(name: name, PrefixedSource(bytes, then: EmptySource()))
        try record(input, &nextConnection, &provenance, deliver) { _ in }
        return provenance
    }

    private func record(
        _ input: Input,
        _ nextConnection: inout UInt64,
        _ provenance: inout Provenance,
        _ deliver: (Exchange) throws -> Void,
        _ settled: (Timestamp) throws -> Void
    ) throws {
        let kind = try kind(of: input)
        switch kind {
        case .pcap:
            let reader = try PcapReader(input, filter: options.filter)
            try recordCapture(reader, input, kind, &nextConnection, &provenance, deliver, settled)
        case .pcapng:
            let reader = try PcapngReader(input, filter: options.filter)
            try recordCapture(reader, input, kind, &nextConnection, &provenance, deliver, settled)
        case .gor:
            try recordPayloads(input, &provenance, deliver)
        case .har, .jsonl, .alb:
            try recordEntries(input, kind, &nextConnection, &provenance, deliver)
        }
    }

    /// Records the packets of a capture.
    private func recordCapture(
        _ reader: some PacketReader,
        _ input: Input,
        _ kind: InputKind,
        _ nextConnection: inout UInt64,
        _ provenance: inout Provenance,
        _ deliver: (Exchange) throws -> Void,
        _ settled: (Timestamp) throws -> Void
    ) throws {
        var recorder = LanedRecorder(options: options, firstConnection: nextConnection)
        try recorder.receive(all: reader, unless: options.isStopped, deliver: deliver, settled: settled)
        recorder.note(reader)
        nextConnection = recorder.followingConnection
        provenance.account.add(recorder.account)
        provenance.sources.append(
            Provenance.Source(
                name: input.name,
                kind: kind.rawValue,
                exchanges: recorder.exchanges,
                warnings: reader.warnings
            )
        )
    }

    /// Records a GoReplay file.
    private func recordPayloads(
        _ input: Input,
        _ provenance: inout Provenance,
        _ deliver: (Exchange) throws -> Void
    ) throws {
        var reader = GorReader()
        let limit = UInt64(max(options.maximumBadLines, 0))
        let used = min(provenance.account.entries.bad, limit)
        try reader.read(input, badLimit: limit - used, unless: options.isStopped, deliver: deliver)
        var account = RecordingAccount()
        account.entries = reader.books.account
        if reader.givenUp > 0 { account.count("gor.openRequestLimit", by: reader.givenUp) }
        if reader.orphans > 0 { account.count("gor.responseWithoutRequest", by: reader.orphans) }
        provenance.account.add(account)
        provenance.sources.append(
            Provenance.Source(
                name: input.name,
                kind: InputKind.gor.rawValue,
                exchanges: reader.books.account.recorded,
                warnings: reader.books.warnings,
                absent: reader.absent
            )
        )
    }

    private func recordEntries(
        _ input: Input,
        _ kind: InputKind,
        _ nextConnection: inout UInt64,
        _ provenance: inout Provenance,
        _ deliver: (Exchange) throws -> Void
    ) throws {
        var reader = EntryReader(
            kind,
            options.logs,
            firstConnection: nextConnection,
            keepingResponses: options.dissection.responseBodyBytes
        )
        let limit = UInt64(max(options.maximumBadLines, 0))
        let used = min(provenance.account.entries.bad, limit)
        try reader.read(input, badLimit: limit - used, unless: options.isStopped, deliver: deliver)
        nextConnection = reader.followingConnection
        var account = RecordingAccount()
        account.entries = reader.books.account
        provenance.account.add(account)
        provenance.sources.append(
            Provenance.Source(
                name: input.name,
                kind: reader.sourceKind,
                exchanges: reader.books.account.recorded,
                warnings: reader.books.warnings,
                absent: reader.absent
            )
        )
    }

    private func kind(of input: Input) throws(RecordingError) -> InputKind {
        if let kind = InputKind(start: input.start) { return kind }
        // A line of syslog has its own head before the log's object; somebody has said that there is one.
        if options.logs != .recognised, InputKind.hasObjectInFirstLine(input.start) { return .jsonl }
        if input.start.isEmpty {
            throw .unknownKind(name: input.name, start: input.fault.map { "for \($0)" } ?? "it is empty")
        }
        if input.start.starts(with: Array("Spammer request corpus".utf8)) {
            throw .unknownKind(
                name: input.name,
                start: "it is a corpus already, which `spammer merge` joins with others"
            )
        }
        let shown = input.start.prefix(8).map { byte in
            (0x20..<0x7F).contains(byte)
                ? String(Unicode.Scalar(byte)) : "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }
        throw .unknownKind(name: input.name, start: "it begins with '\(shown.joined())'")
    }
}
