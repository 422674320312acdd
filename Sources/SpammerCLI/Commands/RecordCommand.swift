import ArgumentParser
import Capture
import Corpus
import Foundation
import Report

/// `spammer record`: captures, HAR files and logs into a corpus.
struct RecordCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "record",
        abstract: "Make a corpus of captures, logs or live traffic.",
        discussion: """
            spammer record monday.pcap.gz checkout.har -o service.corpus
            spammer record --interface eth0 --filter 'tcp port 8080' -d 1h -o live.corpus
            spammer record --interface any --rotate 1h --rotate 1GB -o prod.corpus
            spammer record --follow /var/captures --rotate 1h -o prod.corpus

            An input is a pcap or pcapng capture, a HAR file, JSON lines of HAR entries or of an access log, or a file of \
            GoReplay's, any of them gzipped, in any mix; - is standard input. Its kind is told from its content.

            Access logs are read in JSON: nginx's, Apache's, Caddy's, Traefik's, HAProxy's, Envoy's and CloudFront's; and an \
            AWS Application Load Balancer's in JSON and as it is. They are known by their fields; where those are of your \
            own making, --format names the log, or --log-map maps the fields. A log has no bodies: see replay's --bodiless.

            In a capture, what is within VXLAN, Geneve, GRE, ERSPAN, GTP, Teredo, MPLS, PPPoE and IP in IP is found too; \
            --filter is about the outer packet.

            What replays on this machine send over a captured interface is left out, and counted.

            Ctrl-C ends the recording with what was read so far; a second one gives it up.
            """
    )

    @Argument(help: "What to read.", completion: .file())
    var inputs: [String] = []

    @OptionGroup(title: "Live capture")
    var live: LiveCaptureOptions

    @Option(name: .shortAndLong, help: "The corpus to write; - is standard output.", completion: .file())
    var output: String

    @Option(help: ArgumentHelp("Take only the packets that this matches, as in tcpdump.", valueName: "BPF expression"))
    var filter: String?

    @Option(help: "Where HTTP is: 80 or 80,8080; without it every TCP stream is tried.")
    var port: [PortList] = []

    @Option(
        help: ArgumentHelp("The keys of TLS, as SSLKEYLOGFILE has them; may be given again.", valueName: "file"),
        completion: .file()
    )
    var keylog: [String] = []

    @Flag(help: "Put pseudonyms in the places of credentials and personal data, as `spammer redact` does.")
    var redact = false

    @Option(
        help: ArgumentHelp(
            "An endpoint, as requests are counted by it: '/users/{id}/*', 'GET /search/*'. May be given again.",
            valueName: "path"
        )
    )
    var endpoint: [String] = []

    @Option(
        help: ArgumentHelp("Encrypt the corpus with this key, of 32 bytes or more.", valueName: "file"),
        completion: .file()
    )
    var encryptKeyFile: String?

    @OptionGroup(title: "Redaction")
    var redaction: RedactionOptions

    @OptionGroup(title: "Access logs")
    var logs: AccessLogOptions

    @Flag(
        help: ArgumentHelp(
            "Keep the responses of captures and HAR files, and not only their sizes and digests.",
            discussion: "Header fields, and bodies up to --response-body-limit; of longer ones the digest is kept."
        )
    )
    var responseBodies = false

    @Option(
        help: ArgumentHelp(
            "The longest response body that is kept, or looked through: 100KB, 1MiB, at most 16MiB. (default: 64KiB)",
            valueName: "size"
        )
    )
    var responseBodyLimit: BodyLimitValue?

    @Flag(
        help: ArgumentHelp(
            "Find the values that responses gave and later requests of the session sent back, for replay --correlate.",
            discussion: """
                Tokens and identifiers, from JSON bodies up to --response-body-limit, header fields, Set-Cookie and Location; sent \
                back in paths, queries, header fields, cookies, JSON and forms. A session is a client's address, or a \
                connection where that is not known. What is kept is where they were, and not the responses; words and numbers \
                of fewer than five digits are passed over.
                """
        )
    )
    var correlate = false

    @Option(help: ArgumentHelp("Give up when more lines or entries than this cannot be read.", valueName: "n"))
    var maxBadLines = 1000

    @Flag(help: "Replace the corpus if it is there.")
    var force = false

    func validate() throws {
        guard maxBadLines >= 0 else { throw ValidationError("--max-bad-lines has to be 0 or more") }
        for text in endpoint where EndpointPattern(text) == nil {
            throw ValidationError("--endpoint cannot be '\(text)'; expected a path, such as '/users/{id}/*'")
        }
        guard responseBodies || correlate || responseBodyLimit == nil else {
            throw ValidationError(
                "--response-body-limit is for --response-bodies, which keeps responses, and --correlate, which reads them"
            )
        }
        guard redact || !redaction.isGiven else {
            throw ValidationError("--redact-key-file and --redact-rules are for --redact")
        }
        let ways = [!inputs.isEmpty, !live.interface.isEmpty, live.follow != nil].filter { $0 }
        guard ways.count == 1 else {
            throw ValidationError(
                "name files to read, or interfaces with --interface, or a folder with --follow: one of them"
            )
        }
    }

    func run() throws {
        if output == "-" { try StandardOutput.checkTakesCorpus() }
        var options = RecorderOptions(inputs: inputs)
        options.filter = filter
        options.ports = port.isEmpty ? nil : Set(port.flatMap(\.ports))
        options.maximumBadLines = maxBadLines
        if responseBodies || correlate { options.dissection.responseBodyBytes = (responseBodyLimit ?? .usual).bytes }
        options.logs = try logs.reading()
        for path in keylog { try read(keysFrom: path, into: &options.keyLog) }
        let interrupt = Interrupt()
        options.isStopped = { [flag = interrupt.flag] in flag.isSet }
        try withExtendedLifetime(interrupt) {
            if let folder = live.follow {
                try follow(folder, options)
            } else if inputs.isEmpty {
                try recordLive(options)
            } else {
                try recordFiles(options)
            }
        }
    }

    /// Adds a file's keys, and tells of what in it is none: without a key a stream of TLS is only counted.
    private func read(keysFrom path: String, into keys: inout KeyLog) throws {
        let before = keys.badLines
        keys.add(Array(try GivenFile.bytes(path, of: "--keylog")))
        if keys.badLines > before {
            let lines = NumberText.count(keys.badLines - before, "line")
            StandardError.write("spammer: warning: --keylog \(path): \(lines) with no key of TLS where one belongs\n")
        }
        if keys.isEmpty { StandardError.write("spammer: warning: --keylog \(path): there is no key of TLS in it\n") }
    }

    private func recordFiles(_ options: RecorderOptions) throws {
        var options = options
        options.progress = ReadingLine.shared.begin()
        let recorder = try Recorder(options: options)
        try write(nil) { writer in
            let background = BackgroundWriter(writer)
            let result = Result {
                try recorder.run {
                    try background.append($0)
                } settled: {
                    try background.advance(to: $0)
                }
            }
            // Whatever went wrong, the writer is needed here again.
            try background.finish()
            return try result.get()
        }
    }

    private func recordLive(_ options: RecorderOptions) throws {
        let recorder = try LiveRecorder(live.options(options))
        try live.dropPrivileges()
        let reporter = LiveReporter()
        try write(live.rotation, reporter) { writer in
            reporter.begin(live.interface, into: writer.current)
            defer { reporter.end() }
            return try recorder.run {
                try writer.append($0)
            } report: {
                try report($0, reporter, writer) { recorder.takeProvenance() }
            }
        }
    }

    private func follow(_ folder: String, _ options: RecorderOptions) throws {
        let recorder = try FollowRecorder(live.options(options, following: folder))
        let reporter = LiveReporter()
        try write(live.rotation, reporter) { writer in
            reporter.begin([folder], into: writer.current)
            defer { reporter.end() }
            return try recorder.run {
                try writer.append($0)
            } report: {
                try report($0, reporter, writer) { recorder.takeProvenance() }
            }
        }
    }

    private func report(
        _ progress: LiveProgress,
        _ reporter: LiveReporter,
        _ writer: CorpusSeries,
        provenance: () -> Provenance
    ) throws {
        try reporter.report(progress, writer)
        let file = try writer.rotateIfDue(at: Self.wallTime, now: Self.now, provenance: provenance)
        if let file { reporter.finish(file) }
    }

    private func write(
        _ rotation: CorpusSeries.Rotation?,
        _ reporter: LiveReporter? = nil,
        _ record: (CorpusSeries) throws -> Provenance
    ) throws {
        var writerOptions = CorpusWriter.Options()
        writerOptions.overwrite = force
        writerOptions.endpointPatterns = endpoint.compactMap { EndpointPattern($0) }
        writerOptions.key = try encryptKeyFile.map { try ReadingOptions.key(of: $0, "--encrypt-key-file") }
        writerOptions.correlates = correlate
        writerOptions.keepsResponses = responseBodies
        if redact { writerOptions.redaction = try redaction.policy() }
        let writer = try CorpusSeries(
            path: output,
            options: writerOptions,
            rotation: rotation,
            start: Self.wallTime,
            now: Self.now
        )
        do {
            let last = try writer.finish(provenance: record(writer))
            var files = reporter?.finished ?? WrittenFiles()
            files.add(last)
            report(files)
        } catch let error as CorpusError {
            throw writer.salvage(after: error)
        } catch {
            writer.abandon()
            throw error
        }
    }

    private static var wallTime: Timestamp {
        Timestamp(nanoseconds: Int64((Date().timeIntervalSince1970 * 1e9).rounded()))
    }

    private static var now: UInt64 { DispatchTime.now().uptimeNanoseconds }

    private func report(_ files: WrittenFiles) {
        if output == "-" {
            StandardError.write(files.text.text(StandardError.style))
        } else {
            StandardOutput.write(files.text.text(StandardOutput.style))
        }
    }
}

/// One or more TCP ports: `80` or `80,8080`.
struct PortList: ExpressibleByArgument {
    let ports: [UInt16]

    init?(argument: String) {
        let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
        let ports = parts.compactMap { UInt16($0) }.filter { $0 > 0 }
        guard !ports.isEmpty, ports.count == parts.count else { return nil }
        self.ports = ports
    }
}
