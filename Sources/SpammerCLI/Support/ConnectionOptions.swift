import ArgumentParser
import Requester
import SpammerKit

/// The options that `run` and `replay` share: how requests get to the target.
struct ConnectionOptions: ParsableArguments {
    @Option(
        name: .shortAndLong,
        help: """
            The most connections that are open at once; or 'recorded', in a replay: each recorded connection is one, with \
            its order and its think time.
            """
    )
    var connections = ConnectionsValue(count: 300)

    @Option(
        help: ArgumentHelp(
            "The most connections that are open at once to one host and port of the targets.",
            valueName: "n"
        )
    )
    var connectionsPerHost: Int?

    @Option(
        help: ArgumentHelp("Open so many connections to each target before the first request is sent.", valueName: "n")
    )
    var prewarm = 0

    @Option(help: "How long a request may take.")
    var timeout = DurationValue(seconds: 30)

    @Option(help: "The most requests under way at once; one past that is dropped, and counted.")
    var maxInFlight = 10_000

    @Flag(help: "Let a request past --max-in-flight wait instead; the wait is in its response time.")
    var noDrop = false

    @Flag(name: [.customShort("k"), .long], help: "Do not verify the target's TLS certificate.")
    var insecure = false

    @Option(help: ArgumentHelp("Certificates to trust, in PEM.", valueName: "file"), completion: .file())
    var cacert: String?

    @Option(help: ArgumentHelp("The client's certificate, in PEM.", valueName: "file"), completion: .file())
    var cert: String?

    @Option(help: ArgumentHelp("The client's key, in PEM.", valueName: "file"), completion: .file())
    var key: String?

    @Option(help: ArgumentHelp("Use this address for host and port; as in curl.", valueName: "host:port:address"))
    var resolve: [String] = []

    @Option(
        help: ArgumentHelp(
            "Connect to another host and port than the request is for; as in curl.",
            valueName: "host1:port1:host2:port2"
        )
    )
    var connectTo: [String] = []

    @Option(
        help: ArgumentHelp("The name that the target is asked for in TLS, instead of its host's.", valueName: "name")
    )
    var servername: String?

    @Flag(help: "Speak HTTP/2, without TLS by prior knowledge; otherwise it is spoken where TLS agrees on it.")
    var http2 = false

    @Flag(name: .customLong("http1.1"), help: "Speak HTTP/1.1 and nothing else.")
    var http11 = false

    @Option(help: "The most streams that a connection of HTTP/2 has at once.")
    var maxStreams = 100

    @Option(help: "Do not use a connection again that had nothing to do for this long.")
    var idleTimeout: DurationValue?

    @Option(help: "Requests that one connection carries at most.")
    var maxRequestsPerConnection: UInt64?

    @Option(help: "Time after which a connection carries no more requests.")
    var maxConnectionAge: DurationValue?

    @Option(help: "Send a request again, so often, that failed before any byte of a response; each time is counted.")
    var retries = 0

    @Option(
        help: ArgumentHelp(
            "Make connections from this address of this machine; from each in turn, where given more than once.",
            valueName: "address"
        )
    )
    var localAddress: [String] = []

    @Flag(name: [.customShort("4"), .long], help: "Resolve names to IPv4 addresses only.")
    var ipv4 = false

    @Flag(name: [.customShort("6"), .long], help: "Resolve names to IPv6 addresses only.")
    var ipv6 = false

    @Option(help: "Which of a name's addresses a connection tries first: turn (each in its turn) or first.")
    var dnsPolicy = AddressOrder.inTurn

    @Option(help: "Look a name up again after this time, in the background; otherwise once for the run.")
    var dnsTtl: DurationValue?

    func validate() throws {
        guard maxInFlight > 0 else { throw ValidationError("--max-in-flight has to be 1 or more") }
        guard (connectionsPerHost ?? 1) > 0 else { throw ValidationError("--connections-per-host has to be 1 or more") }
        guard prewarm == 0 || connections.count != nil else {
            throw ValidationError("--prewarm is for connections that all requests share, and not for recorded ones")
        }
        guard (0...min(connections.count ?? .max, connectionsPerHost ?? .max)).contains(prewarm) else {
            throw ValidationError("--prewarm has to be 0 to what --connections and --connections-per-host allow")
        }
        guard maxStreams > 0 else { throw ValidationError("--max-streams has to be 1 or more") }
        guard !ipv4 || !ipv6 else { throw ValidationError("--ipv4 and --ipv6 exclude each other") }
        guard !http2 || !http11 else { throw ValidationError("--http2 and --http1.1 exclude each other") }
        guard maxRequestsPerConnection != 0 else {
            throw ValidationError("--max-requests-per-connection has to be 1 or more")
        }
        guard (0...100).contains(retries) else { throw ValidationError("--retries has to be 0 to 100") }
        guard (cert == nil) == (key == nil) else { throw ValidationError("--cert and --key go together") }
    }

    private var http: HTTPChoice { http2 ? .http2 : http11 ? .http1 : .negotiated }

    var timeoutNanoseconds: UInt64 { timeout.nanoseconds }

    /// The requester that these options describe.
    ///
    /// - Parameters:
    ///   - shard: the part of a replay that it is for, which has a part of the connections.
    ///   - targets: where it will send requests; nowhere else.
    func makeRequester(_ shard: Shard? = nil, to targets: [Origin]) throws -> PooledRequester {
        var configuration = RequesterConfiguration()
        let pool = connections.count.map { shard?.share(of: $0) ?? $0 } ?? ConnectionsValue.mostRecorded
        // No more than there are descriptors for: the summary has to be written at the end.
        configuration.connectionPoolSize = DescriptorLimit.connections(pool)
        configuration.connectionsPerOrigin = connectionsPerHost.map { shard?.share(of: $0) ?? $0 }
        configuration.timeout = timeoutNanoseconds
        configuration.http = http
        configuration.streamLimit = maxStreams
        configuration.tls.verifiesPeer = !insecure
        configuration.tls.trustFile = cacert
        configuration.tls.certificateFile = cert
        configuration.tls.keyFile = key
        configuration.tls.serverName = servername
        configuration.addressFamily = ipv4 ? .ipv4 : ipv6 ? .ipv6 : nil
        configuration.addressOrder = dnsPolicy
        configuration.localAddresses = try localAddress.map(LocalAddress.init)
        configuration.resolve = try resolve.map(ResolveOverride.init)
        configuration.connectTo = try connectTo.map(ConnectOverride.init)
        configuration.retirement.idleTime = idleTimeout?.nanoseconds
        configuration.retirement.requests = maxRequestsPerConnection
        configuration.retirement.age = maxConnectionAge?.nanoseconds
        configuration.retries = retries
        configuration.dnsLifetime = dnsTtl?.nanoseconds
        return try PooledRequester(configuration: configuration, group: PooledRequester.loops(for: targets, http))
    }

    /// Sets what these options say of how arrivals are handed out.
    ///
    /// - Parameters:
    ///   - closed: whether they are handed out as fast as the connections allow.
    ///   - shard: the part of a replay that they are of, which has a part of the limits.
    ///   - requester: the requester of these options.
    ///   - targets: where requests will go.
    func apply(
        to plan: inout RunPlan,
        closed: Bool,
        _ shard: Shard? = nil,
        _ requester: PooledRequester,
        to targets: [Origin]
    ) {
        if prewarm > 0 { plan.prewarm(targets, connections: shard?.share(of: prewarm) ?? prewarm, of: requester) }
        if let connectionsPerHost { plan.configuration["connections_per_host"] = String(connectionsPerHost) }
        let limit = DescriptorLimit.raise()
        let count = connections.count.map { shard?.share(of: $0) ?? $0 }
        let inFlight = shard?.share(of: maxInFlight) ?? maxInFlight
        if let count,
            let warning = DescriptorLimit.warning(connections: count, limit: limit)
        {
            plan.announcement.append(warning)
        }
        plan.limits.inFlight = closed ? min(count ?? inFlight, inFlight) : inFlight
        plan.limits.loop = closed ? .closed : .open
        plan.limits.overflow = noDrop ? .wait : .drop
        plan.limits.drain = timeoutNanoseconds
        plan.configuration["connections"] = connections.count.map(String.init) ?? "recorded"
        plan.configuration["http"] = http == .http2 ? "2" : http == .http1 ? "1.1" : "1.1, or 2 where TLS agrees on it"
        plan.configuration["max_in_flight"] = String(maxInFlight)
        plan.configuration["timeout"] = "\(Double(timeoutNanoseconds) / 1e9) s"
    }
}

extension AddressOrder: ExpressibleByArgument {}
