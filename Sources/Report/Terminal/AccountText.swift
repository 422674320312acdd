import Corpus

/// The books of a recording as a table, each whole followed by the parts that add up to it.
struct AccountText {
    private let account: RecordingAccount

    init(_ account: RecordingAccount) {
        self.account = account
    }

    /// A count and what it counts.
    private typealias Part = (name: String, count: UInt64)

    /// Adds the books to a page; wholes and parts of which there are none are left out.
    func add(to page: inout TextPage) {
        var table = TextTable([.words(""), .numbers(""), .numbers(""), .words("")])
        add(packets, "packets", account.packets.total, to: &table)
        add(bytes, "TCP bytes", account.bytes.total, isBytes: true, to: &table)
        add(streams, "TCP streams", account.streams.total, to: &table)
        add(requests, "requests", account.messages.requests, to: &table)
        add(responses, "responses", account.messages.responses, to: &table)
        add(entries, "entries", account.entries.total, to: &table)
        guard !table.isEmpty else { return }
        page.section("Where everything went")
        page.add(table)
        addAsides(to: &page)
        for imbalance in account.imbalances {
            page.paragraph(
                "The books do not balance (\(imbalance)). This is a fault of Spammer: please report it.",
                .bad
            )
        }
    }

    private func add(_ parts: [Part], _ name: String, _ whole: UInt64, isBytes: Bool = false, to table: inout TextTable)
    {
        guard whole > 0 else { return }
        let size = isBytes && whole >= 1000 ? NumberText.bytes(whole) : ""
        table.add([
            TextTable.Cell(name, .strong), TextTable.Cell(NumberText.count(whole), .strong), TextTable.Cell(size), "",
        ])
        for part in parts where part.count > 0 {
            table.add([
                TextTable.Cell("  " + part.name), TextTable.Cell(NumberText.count(part.count)),
                TextTable.Cell(NumberText.share(part.count, of: whole)),
            ])
        }
    }

    private var packets: [Part] {
        let packets = account.packets
        return [
            ("TCP", packets.tcp), ("other transport, such as UDP", packets.otherTransport),
            ("not IP, such as ARP", packets.notIP), ("fragments of datagrams", packets.fragments),
            ("malformed", packets.malformed), ("left out by --filter", packets.filtered),
        ]
    }

    private var bytes: [Part] {
        let bytes = account.bytes
        return [
            ("requests", bytes.requests), ("responses", bytes.responses),
            ("HTTP/2 frames without a message", bytes.framing), ("TLS that could not be decrypted", bytes.tls),
            ("TLS's own, decrypted", bytes.tlsFraming),
            ("after an upgrade or CONNECT", bytes.upgraded), ("not HTTP", bytes.notHTTP),
            ("HTTP, but skipped to find a message", bytes.skipped), ("retransmitted", bytes.duplicate),
            ("outside any stream's window", bytes.outOfWindow), ("on other ports", bytes.otherPorts),
            ("a replay's on this machine, left out", bytes.replayed),
        ]
    }

    private var streams: [Part] {
        let streams = account.streams
        return [
            ("HTTP", streams.http), ("TLS that could not be decrypted", streams.tls), ("not HTTP", streams.notHTTP),
            ("without payload", streams.empty), ("on other ports", streams.otherPorts),
            ("a replay's on this machine, left out", streams.replayed),
        ]
    }

    private var requests: [Part] {
        [
            ("with their response", account.messages.paired),
            ("without a response", account.messages.requestsWithoutResponse),
        ]
    }

    private var responses: [Part] {
        [
            ("with their request", account.messages.paired),
            ("without a request", account.messages.responsesWithoutRequest),
        ]
    }

    private var entries: [Part] {
        [
            ("recorded", account.entries.recorded), ("bad, skipped", account.entries.bad),
            ("not HTTP, such as WebSocket", account.entries.notHTTP),
        ]
    }

    /// What is no part of a sum, or a part of a part, in sentences.
    private func addAsides(to page: inout TextPage) {
        var asides: [String] = []
        func say(_ count: UInt64, _ noun: String, plural: String? = nil, _ rest: String) {
            if count > 0 { asides.append("\(NumberText.count(count, noun, plural: plural)) \(rest)") }
        }
        say(
            account.packets.cut,
            "TCP packet",
            "cut by the capture's snap length: record with a larger one (tcpdump -s 0)"
        )
        say(account.packets.droppedByKernel, "packet", "dropped by the kernel, for want of room: in no count above")
        say(account.packets.tunnelled, "TCP packet", "within a tunnel, such as VXLAN or GRE")
        say(account.packets.reassembledDatagrams, "datagram", "put together from fragments")
        say(account.bytes.lostInGaps, "byte", "lost in gaps: sent, but in no packet of the capture")
        say(account.streams.withGaps, "stream", "with gaps")
        say(account.streams.joinedMidstream, "stream", "whose beginning is not in the capture")
        say(account.streams.decrypted, "stream", "within TLS that was decrypted")
        say(account.streams.http2, "stream", "of HTTP/2")
        say(account.streams.upgraded, "stream", "that became another protocol")
        say(account.messages.interimResponses, "interim (1xx) response", "beside the final ones")
        say(account.messages.brokenRequests, "request", "cut off in its head, in no other count")
        for (name, count) in (account.carried ?? [:]).sorted(by: { $0.key < $1.key }) where count != 0 {
            let noun = NumberText.count(count.magnitude, String(name.dropLast()))
            asides.append(
                count > 0
                    ? "\(noun) open when this file ended: a later file of the same recording has the rest"
                    : "\(noun) more settled here than came: an earlier file of the same recording has them open"
            )
        }
        if !asides.isEmpty {
            page.section("Besides")
            for aside in asides { page.paragraph(aside) }
        }
        addLostBytes(to: &page)
        addServersWithoutKey(to: &page)
        guard !account.events.isEmpty else { return }
        page.section("Events")
        var table = TextTable([.words(""), .numbers("")])
        for (name, count) in account.events.sorted(by: { $0.key < $1.key }) {
            table.add([TextTable.Cell(name), TextTable.Cell(NumberText.count(count))])
        }
        page.add(table)
    }

    /// Holes that are named.
    private static let mostHoles = 10

    private func addLostBytes(to page: inout TextPage) {
        let holes = (account.lost ?? []).sorted { ($0.count, $1.time) > ($1.count, $0.time) }
        guard !holes.isEmpty else { return }
        page.section("Where bytes were lost")
        var table = TextTable([
            .words("from"), .words("to"), .numbers("connection"), .numbers("after bytes"), .numbers("lost"),
            .words("seen"),
        ])
        for hole in holes.prefix(Self.mostHoles) {
            table.add([
                TextTable.Cell(hole.from), TextTable.Cell(hole.to), TextTable.Cell("\(hole.connection)"),
                TextTable.Cell(NumberText.count(hole.offset)), TextTable.Cell(NumberText.count(hole.count)),
                TextTable.Cell("\(hole.time)"),
            ])
        }
        page.add(table)
        let rest = holes.count - Self.mostHoles
        if rest > 0 {
            page.paragraph("and \(NumberText.count(UInt64(rest), "more hole")); --format json has the largest 50")
        }
    }

    /// Servers that are named.
    private static let mostServers = 10

    private func addServersWithoutKey(to page: inout TextPage) {
        let servers = account.serversWithoutKey.largestFirst
        guard !servers.isEmpty else { return }
        page.section("TLS that could not be decrypted, for want of keys (--keylog) or for another reason")
        var table = TextTable([.words("server"), .numbers("streams")])
        for (name, count) in servers.prefix(Self.mostServers) {
            table.add([TextTable.Cell(name), TextTable.Cell(NumberText.count(count))])
        }
        page.add(table)
        let rest = servers.count - Self.mostServers
        if rest > 0 { page.paragraph("and \(NumberText.count(UInt64(rest), "more server"))") }
    }
}
