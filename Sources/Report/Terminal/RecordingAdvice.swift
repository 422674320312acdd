import Corpus

/// What a recording could not give, and the command that would get it: most first.
///
/// What is missing is weighed by its share of the streams, packets or messages that it is a part of, so that the first
/// piece of advice is the one that helps most.
struct RecordingAdvice {
    /// What is missing, and what would bring it.
    struct Piece: Equatable {
        /// What is missing, in a sentence.
        var problem: String
        /// What to run.
        var command: String
        /// The share of the whole that is missing, from 0 to 1.
        var weight: Double
    }

    /// The pieces of advice, the weightiest first.
    let pieces: [Piece]

    /// Advice for what a corpus was made from.
    init(_ provenance: Provenance) {
        let command = Command(provenance)
        let account = provenance.account
        pieces = [
            Self.keys(account, command), Self.snapLength(account, command), Self.kernelDrops(account, command),
            Self.lostBytes(account, command), Self.oneDirection(account, command), Self.ports(account, command),
        ].compactMap { $0 }.sorted { $0.weight > $1.weight }
    }

    /// Shares below it are no reason to record again.
    private static let least = 0.001

    private static func piece(_ part: UInt64, of whole: UInt64, _ problem: String, _ command: String) -> Piece? {
        guard part > 0, whole > 0 else { return nil }
        let weight = min(1, Double(part) / Double(whole))
        return weight < least ? nil : Piece(problem: problem, command: command, weight: weight)
    }

    private static func keys(_ account: RecordingAccount, _ command: Command) -> Piece? {
        let streams = account.events["tls.noKey"] ?? 0
        let names = account.serversWithoutKey.filter { !$0.key.hasPrefix("(") }.largestFirst.map(\.key)
        let shown = names.prefix(3).joined(separator: ", ") + (names.count > 3 ? " and others" : "")
        return piece(
            streams,
            of: account.streams.total,
            "\(NumberText.count(streams, "stream")) of TLS\(shown.isEmpty ? "" : " with \(shown)") "
                + "\(streams == 1 ? "has" : "have") no keys. Have one end write them (SSLKEYLOGFILE=keys.txt), then:",
            command.record("--keylog keys.txt")
        )
    }

    private static func snapLength(_ account: RecordingAccount, _ command: Command) -> Piece? {
        piece(
            account.packets.cut,
            of: account.packets.tcp,
            "\(NumberText.count(account.packets.cut, "packet")) were cut when they were captured. Capture them whole:",
            command.capture("-s 0")
        )
    }

    private static func kernelDrops(_ account: RecordingAccount, _ command: Command) -> Piece? {
        let dropped = account.packets.droppedByKernel
        return piece(
            dropped,
            of: account.packets.total &+ dropped,
            "The kernel dropped \(NumberText.count(dropped, "packet")). Have it take less:",
            command.isLive ? command.record("--filter 'tcp port 80'") : command.capture("-B 262144")
        )
    }

    private static func lostBytes(_ account: RecordingAccount, _ command: Command) -> Piece? {
        // What is cut or dropped has advice of its own.
        guard account.packets.cut == 0, account.packets.droppedByKernel == 0 else { return nil }
        let lost = account.bytes.lostInGaps
        return piece(
            lost,
            of: account.bytes.total &+ lost,
            "\(NumberText.bytes(lost)) were sent and not captured. Capture closer to the service, with room:",
            command.capture("-B 262144")
        )
    }

    private static func oneDirection(_ account: RecordingAccount, _ command: Command) -> Piece? {
        let messages = account.messages
        let alone = messages.requestsWithoutResponse &+ messages.responsesWithoutRequest
        // A few are under way whenever a capture begins or ends.
        guard alone > messages.paired else { return nil }
        return piece(
            alone,
            of: messages.requests &+ messages.responses,
            "Most messages are without their other half: the capture seems to have one direction only. Take both:",
            command.capture("-i any")
        )
    }

    private static func ports(_ account: RecordingAccount, _ command: Command) -> Piece? {
        piece(
            account.streams.otherPorts,
            of: account.streams.total,
            "\(NumberText.count(account.streams.otherPorts, "stream")) were left out by --port. To have them looked into:",
            command.record("", withoutPort: true)
        )
    }

    /// The commands that this recording was made with, or could be.
    private struct Command {
        private let inputs: [String]
        private let filters: [String]
        let isLive: Bool

        init(_ provenance: Provenance) {
            isLive = provenance.sources.contains { $0.kind == "live" }
            inputs = provenance.sources.map(\.name)
            filters = provenance.filters
        }

        private var source: String {
            guard !inputs.isEmpty else { return "CAPTURE" }
            if isLive { return inputs.map { "--interface \(ShellText.word($0))" }.joined(separator: " ") }
            let shown = inputs.prefix(2).map(ShellText.word).joined(separator: " ")
            return shown + (inputs.count > 2 ? " ..." : "")
        }

        func record(_ options: String, withoutPort: Bool = false) -> String {
            var words = ["spammer record", source]
            for filter in filters where !options.contains("--filter") {
                if filter.hasPrefix("filter: ") { words.append("--filter \(Self.filter(filter))") }
                if filter.hasPrefix("port: "), !withoutPort {
                    words.append("--port \(ShellText.word(String(filter.dropFirst(6))))")
                }
            }
            if !options.isEmpty { words.append(options) }
            return words.joined(separator: " ") + " -o again.corpus"
        }

        func capture(_ option: String) -> String {
            let interface = ShellText.word(isLive ? inputs.first ?? "any" : "any")
            let filter = filters.first { $0.hasPrefix("filter: ") }.map(Self.filter) ?? "'tcp port 80'"
            return "tcpdump \(option.contains("-i ") ? "" : "-i \(interface) ")\(option) -w again.pcap \(filter)"
        }

        /// The expression of a filter, as a word; even a plain one is in quotes, as a reader may lengthen it.
        private static func filter(_ text: String) -> String {
            CurlExporter.quoted(DisplayText.clean(String(text.dropFirst(8))))
        }
    }
}

extension RecordingAdvice {
    /// Adds the advice to a page; nothing where nothing is missing.
    func add(to page: inout TextPage) {
        guard let first = pieces.first else { return }
        page.section("What would get more", .warning)
        page.paragraph(first.problem)
        page.line("    \(first.command)")
        for piece in pieces.dropFirst() {
            page.paragraph(piece.problem, .faint)
            page.line("    \(piece.command)")
        }
    }
}
