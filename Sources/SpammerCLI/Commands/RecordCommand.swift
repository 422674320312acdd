import ArgumentParser
import Capture
import Corpus
import Foundation
import Report

/// `spammer record`: captures, HAR files and logs into a corpus.
struct RecordCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "record",
        abstract: "Make a corpus of captures, HAR files and JSON lines, or of live traffic.",
        discussion: """
            spammer record monday.pcap.gz checkout.har -o service.corpus
            spammer record --interface eth0 --filter 'tcp port 8080' --duration 1h -o service.corpus

            An input is a pcap or pcapng capture, a HAR file, JSON lines of HAR entries or of an access log, or a file of \
            GoReplay's, any of them gzipped, in any mix; - is standard input. Its kind is told from its content.

            Access logs are read in JSON: nginx's, Apache's, Caddy's, Traefik's, HAProxy's, Envoy's and CloudFront's; and an \
            AWS Application Load Balancer's in JSON and as it is. They are known by their fields; where those are of your \
            own making, --format names the log, or --log-map maps the fields. A log has no bodies: see replay's --bodiless.

            In a capture, what is within VXLAN, Geneve, GRE, ERSPAN, GTP, Teredo, MPLS, PPPoE and IP in IP is found too; \
            --filter is about the outer packet.

            Ctrl-C ends the recording with what was read so far; a second one gives it up.
            """
    )

    @Argument(help: "What to read.")
    var inputs: [String] = []

    @OptionGroup(title: "Live capture")
    var live: LiveCaptureOptions

    @Option(name: .shortAndLong, help: "The corpus to write.")
    var output: String

    @Option(help: ArgumentHelp("Take only the packets that this matches, as in tcpdump.", valueName: "BPF expression"))
    var filter: String?

    @Option(help: "Where HTTP is: 80 or 80,8080; without it every TCP stream is tried.")
    var port: [PortList] = []

    @Option(help: ArgumentHelp("The keys of TLS, as SSLKEYLOGFILE has them; may be given again.", valueName: "file"))
    var keylog: [String] = []

    @OptionGroup(title: "Access logs")
    var logs: AccessLogOptions

    @Option(help: ArgumentHelp("Give up when more lines or entries than this cannot be read.", valueName: "n"))
    var maxBadLines = 1000

    @Flag(help: "Replace the corpus if it is there.")
    var force = false

    func validate() throws {
        guard maxBadLines >= 0 else { throw ValidationError("--max-bad-lines has to be 0 or more") }
        guard inputs.isEmpty != live.interface.isEmpty else {
            throw ValidationError("name files to read, or interfaces to capture with --interface, and not both")
        }
    }

    func run() throws {
        var options = RecorderOptions(inputs: inputs)
        options.filter = filter
        options.ports = port.isEmpty ? nil : Set(port.flatMap(\.ports))
        options.maximumBadLines = maxBadLines
        options.logs = try logs.reading()
        for path in keylog { options.keyLog.add(try KeyLogFile(path: path).bytes) }
        let interrupt = Interrupt()
        options.isStopped = { [flag = interrupt.flag] in flag.isSet }
        try withExtendedLifetime(interrupt) {
            if inputs.isEmpty { try recordLive(options) } else { try recordFiles(options) }
        }
    }

    private func recordFiles(_ options: RecorderOptions) throws {
        let recorder = try Recorder(options: options)
        try write { writer in try recorder.run { try writer.append($0) } }
    }

    private func recordLive(_ options: RecorderOptions) throws {
        let recorder = try LiveRecorder(live.options(options))
        try live.dropPrivileges()
        let reporter = LiveReporter()
        try write { writer in
            reporter.begin(live.interface, into: output)
            defer { reporter.end() }
            return try recorder.run {
                try writer.append($0)
            } report: { progress in
                try reporter.report(progress, writer)
            }
        }
    }

    private func write(_ record: (CorpusWriter) throws -> Provenance) throws {
        var writerOptions = CorpusWriter.Options()
        writerOptions.overwrite = force
        let writer = try CorpusWriter(path: output, options: writerOptions)
        do {
            let footer = try writer.finish(provenance: record(writer))
            report(footer)
        } catch {
            writer.abandon()
            throw error
        }
    }

    private func report(_ footer: CorpusFooter) {
        let isPiped = output == "-"
        let attributes = isPiped ? nil : try? FileManager.default.attributesOfItem(atPath: output)
        let text = RecordingText(
            path: isPiped ? "standard output" : output,
            fileSize: (attributes?[.size] as? NSNumber)?.uint64Value ?? footer.fileSize,
            exchanges: footer.totals.exchanges,
            connections: footer.totals.connections > 0 ? footer.totals.connections : nil,
            spanSeconds: Double(footer.totals.span) / 1e9,
            provenance: footer.provenance
        )
        if isPiped {
            StandardError.write(text.text(StandardError.style))
        } else {
            StandardOutput.write(text.text(StandardOutput.style))
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
