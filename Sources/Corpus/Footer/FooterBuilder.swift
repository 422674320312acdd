/// Adds up what the footer says, exchange by exchange and block by block.
struct FooterBuilder {
    /// Hosts, servers and clients that are told apart.
    private static let hostLimit = 1000

    private var footer = CorpusFooter()
    private var endpoints: EndpointTable
    private let patterns: [EndpointPattern]
    private var credentials = CredentialScan()
    private var hosts = NameTally(limit: Self.hostLimit)
    private var servers = NameTally(limit: Self.hostLimit)
    private var clients = NameTally(limit: Self.hostLimit)
    private var requestSizes = SizeHistogram()
    private var responseSizes = SizeHistogram()
    private var seen = ConnectionSet()
    private var correlation = CorrelationTotals.Builder()

    /// Whether somebody has looked for links, even where there are none.
    var isCorrelated = false

    /// A footer of nothing yet.
    ///
    /// - Parameter patterns: the user's names of endpoints.
    init(patterns: [EndpointPattern] = []) {
        self.patterns = patterns
        endpoints = EndpointTable(patterns: patterns)
    }

    mutating func add(_ exchange: borrowing Exchange) {
        let number = endpoints.index(of: exchange.request)
        if number == footer.endpoints.count {
            footer.endpoints.append(EndpointBaseline(name: endpoints.names[number]))
        }
        footer.endpoints[number].add(exchange.outcome)
        credentials.look(at: exchange.request)
        if let response = exchange.response { add(response) }
        footer.totals.exchanges += 1
        let (requestSize, responseSize) = (
            UInt64(exchange.request.range(of: .body).count), exchange.outcome.responseSize ?? 0
        )
        footer.totals.requestBodyBytes &+= requestSize
        footer.totals.responseBodyBytes &+= responseSize
        if requestSize > 0 { requestSizes.record(requestSize) }
        if responseSize > 0 { responseSizes.record(responseSize) }
        hosts.count(exchange.request.bytes(of: .authority))
        if let connection = exchange.connection {
            seen.insert(connection.id)
            if let server = connection.server { servers.count(server) }
            if let client = connection.client { clients.count(host: client) }
        }
    }

    /// Adds the exchanges of a block that was read, links and all.
    mutating func add(exchangesOf block: ExchangeBlock) {
        for place in 0..<block.count {
            let exchange = block.exchange(place)
            add(exchange)
            add(links: exchange.links)
        }
    }

    /// Counts what a request sent back of earlier responses.
    mutating func add(links: [ValueLink]) { correlation.add(links) }

    private mutating func add(_ response: borrowing RecordedResponse) {
        credentials.look(at: response)
        footer.totals.keptResponses = (footer.totals.keptResponses ?? 0) &+ 1
        guard let body = response.body else { return }
        footer.totals.keptResponseBodies = (footer.totals.keptResponseBodies ?? 0) &+ 1
        footer.totals.keptResponseBodyBytes = (footer.totals.keptResponseBodyBytes ?? 0) &+ UInt64(body.count)
    }

    /// A block of the final file has been written.
    mutating func add(block: BlockEntry, content: [UInt8]) {
        footer.index.append(block)
        footer.totals.first = footer.totals.first ?? block.first
        footer.totals.last = block.last
        footer.totals.contentDigest = content.crc32(from: footer.totals.contentDigest)
    }

    /// Forgets the blocks, for a file that is made of others.
    mutating func forgetBlocks() {
        footer.index = []
        footer.totals.first = nil
        footer.totals.last = nil
        footer.totals.contentDigest = 0
    }

    /// The footer of all that was added.
    func finish(_ provenance: Provenance) -> CorpusFooter {
        var footer = footer
        footer.provenance = provenance
        footer.provenance.endpointPatterns = patterns.isEmpty ? nil : patterns.map(\.text)
        footer.provenance.credentials = credentials.counts
        if let redaction = provenance.redaction {
            // What has the name of a credential is a pseudonym, unless it was to be kept.
            footer.provenance.credentials = credentials.counts.filter { redaction.keeps($0.key) }
        }
        footer.totals.hosts = hosts.counts
        footer.totals.servers = servers.counts
        footer.totals.clients = clients.counts
        footer.totals.requestBodySizes = requestSizes
        footer.totals.responseBodySizes = responseSizes
        footer.totals.connections = seen.count
        footer.totals.highestConnection = seen.highest
        if isCorrelated || correlation.totals.links > 0 { footer.totals.correlation = correlation.sorted }
        return footer
    }
}

/// How often each of some names came; the rest together once there are too many.
private struct NameTally {
    private static let longest = 512

    private let limit: Int
    private var names = ByteTable()
    private var tallies: [UInt64] = []
    private var rest: UInt64 = 0

    init(limit: Int) {
        self.limit = limit
    }

    mutating func count(_ name: ArraySlice<UInt8>) {
        name.withUnsafeBytes { count($0) }
    }

    mutating func count(_ name: String) {
        var name = name
        name.withUTF8 { count(UnsafeRawBufferPointer($0)) }
    }

    /// Counts the host of an address, as `192.0.2.1:80` and `[2001:db8::1]:80` have it; all of one that has no port.
    mutating func count(host address: String) {
        var address = address
        address.withUTF8 { bytes in
            let colon = bytes.lastIndex(of: UInt8(ascii: ":")) ?? bytes.count
            let isBare = bytes.first != UInt8(ascii: "[") && bytes.prefix(colon).contains(UInt8(ascii: ":"))
            // A prefix, as the subscript checks; the pointer does not leave the closure.
            count(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes)[..<(isBare ? bytes.count : colon)]))
        }
    }

    private mutating func count(_ name: UnsafeRawBufferPointer) {
        // Longer than a name of DNS with its port: there is no such host.
        guard name.count <= Self.longest else {
            rest += 1
            return
        }
        if names.count >= limit {
            // Only those that are there already go on being counted by name.
            if let index = names.find(name) { tallies[index] += 1 } else { rest += 1 }
            return
        }
        let index = names.index(of: name)
        if index == tallies.count { tallies.append(1) } else { tallies[index] += 1 }
    }

    var counts: [String: UInt64] {
        var counts: [String: UInt64] = rest > 0 ? ["(other)": rest] : [:]
        for (index, tally) in tallies.enumerated() {
            counts[String(decoding: names.storage[names.range(at: index)], as: UTF8.self), default: 0] += tally
        }
        return counts
    }
}

/// The connections that exchanges were on.
///
/// Their numbers are given from 1 on, so a bit each is enough.
private struct ConnectionSet {
    /// Numbers past it are not told apart from those that came before: 128 million of them in 16 MB.
    private static let limit: UInt64 = 1 << 27

    private var bits: [UInt64] = []
    private(set) var count: UInt64 = 0
    private(set) var highest: UInt64 = 0

    mutating func insert(_ id: UInt64) {
        highest = max(highest, id)
        guard id < Self.limit else { return }
        let word = Int(id >> 6)
        if word >= bits.count { bits.append(contentsOf: repeatElement(0, count: word + 1 - bits.count)) }
        let bit: UInt64 = 1 << (id & 63)
        if bits[word] & bit == 0 {
            bits[word] |= bit
            count += 1
        }
    }
}
