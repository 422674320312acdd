import NIOCore
import NIOPosix

/// One event loop's view of the names that it sends to: looked up once, off the loop, and then known.
///
/// Several addresses of a name are used in turn: each connection begins with the next one, and goes on to the others where
/// that one does not answer. A name that cannot be found is asked for again after a moment, not at once.
final class AddressBook {
    private enum Entry {
        /// Being looked up; these wait for it.
        case pending([(Result<[SocketAddress], RequestFailure>) -> Void])
        /// Known; the next connection begins at `turn`.
        case known([SocketAddress], turn: Int, expires: UInt64, isRefreshing: Bool)
        /// Not to be found, until the instant.
        case unknown(RequestFailure, until: UInt64)
    }

    private let loop: any EventLoop
    private let configuration: RequesterConfiguration
    private let lookup: HostLookup
    private var entries: [Origin: Entry] = [:]

    private(set) var lookups = 0
    private(set) var hits = 0
    private(set) var failures = 0
    private(set) var nanoseconds: UInt64 = 0

    /// How long a name that was not found is taken as such.
    private static let negativeLifetime: UInt64 = 1_000_000_000

    init(loop: any EventLoop, configuration: RequesterConfiguration, lookup: @escaping HostLookup) {
        self.loop = loop
        self.configuration = configuration
        self.lookup = lookup
    }

    /// Finds the addresses of an origin, in the order in which a connection should try them.
    func find(_ origin: Origin, completion: @escaping (Result<[SocketAddress], RequestFailure>) -> Void) {
        let now = NIODeadline.now().uptimeNanoseconds
        switch entries[origin] {
        case .known(let addresses, let turn, let expires, let isRefreshing):
            hits += 1
            let isOld = expires <= now && !isRefreshing
            entries[origin] = .known(
                addresses,
                turn: next(turn, of: addresses.count),
                expires: expires,
                isRefreshing: isRefreshing || isOld
            )
            // The old answer serves while a new one is fetched, so that no request waits for it.
            if isOld { start(origin) }
            completion(.success(Self.order(of: addresses, turn)))
        case .unknown(let failure, let until) where now < until:
            hits += 1
            completion(.failure(failure))
        case .pending(let waiting):
            hits += 1
            entries[origin] = .pending(waiting + [completion])
        case .unknown, nil:
            if let fixed = fixedAddresses(of: origin) {
                entries[origin] = .known(fixed, turn: next(0, of: fixed.count), expires: .max, isRefreshing: false)
                completion(.success(fixed))
            } else {
                entries[origin] = .pending([completion])
                start(origin)
            }
        }
    }

    /// The addresses in the order in which a connection tries them, when its turn is that of one of them.
    private static func order(of addresses: [SocketAddress], _ turn: Int) -> [SocketAddress] {
        Array(addresses[turn...] + addresses[..<turn])
    }

    /// The turn after one.
    private func next(_ turn: Int, of count: Int) -> Int {
        configuration.addressOrder == .first ? 0 : (turn + 1) % count
    }

    private func isWanted(_ address: SocketAddress) -> Bool {
        switch (configuration.addressFamily, address) {
        case (.ipv4, .v6), (.ipv6, .v4): false
        default: true
        }
    }

    /// Where an origin's connections go, before names are looked up.
    private func place(of origin: Origin) -> (host: String, port: Int) {
        for override in configuration.connectTo {
            if let place = override.place(of: origin.host, origin.port) { return place }
        }
        return (origin.host, origin.port)
    }

    /// Addresses that need no look-up: those of an override, or the host itself where it is one.
    private func fixedAddresses(of origin: Origin) -> [SocketAddress]? {
        let (host, port) = place(of: origin)
        let overrides = configuration.resolve.filter { $0.host == host && $0.port == port }
        let texts = overrides.isEmpty ? [host] : overrides.map(\.address)
        let addresses = texts.compactMap { try? SocketAddress(ipAddress: $0, port: port) }
        return addresses.isEmpty ? nil : addresses
    }

    private func start(_ origin: Origin) {
        lookups += 1
        let began = NIODeadline.now().uptimeNanoseconds
        let bound = NIOLoopBound(self, eventLoop: loop)
        let (host, port) = place(of: origin)
        NIOThreadPool.singleton.runIfActive(eventLoop: loop) { [lookup] in
            try lookup(host)
        }
        .whenComplete { bound.value.finish(origin, port: port, $0, began: began) }
    }

    private func finish(_ origin: Origin, port: Int, _ result: Result<[String], any Error>, began: UInt64) {
        let now = NIODeadline.now().uptimeNanoseconds
        nanoseconds &+= now &- began
        let found = result.flatMap { texts -> Result<[SocketAddress], any Error> in
            let addresses = texts.compactMap { try? SocketAddress(ipAddress: $0, port: port) }.filter(isWanted)
            let missing = configuration.addressFamily.map { "no \($0.rawValue) address" } ?? "no address"
            return addresses.isEmpty ? .failure(RequestFailure(.dns, missing)) : .success(addresses)
        }
        .mapError { $0 as? RequestFailure ?? RequestFailure(.dns, "\($0)") }
        if case .failure = found { failures += 1 }
        let earlier = entries[origin]
        let expires = configuration.dnsLifetime.map { now.addingReportingOverflow($0) }.map { $1 ? .max : $0 } ?? .max
        var waiting: [(Result<[SocketAddress], RequestFailure>) -> Void] = []
        if case .pending(let those) = earlier { waiting = those }
        switch (found, earlier) {
        case (.success(let addresses), _):
            let turn = configuration.addressOrder == .first ? 0 : waiting.count % addresses.count
            entries[origin] = .known(addresses, turn: turn, expires: expires, isRefreshing: false)
        case (.failure, .known(let addresses, let turn, _, _)):
            // A refresh that fails leaves what was known; it is tried again after a moment.
            entries[origin] = .known(addresses, turn: turn, expires: now + Self.negativeLifetime, isRefreshing: false)
        case (.failure(let failure), _):
            entries[origin] = .unknown(failure, until: now + Self.negativeLifetime)
        }
        for (turn, completion) in waiting.enumerated() {
            completion(found.map { Self.order(of: $0, configuration.addressOrder == .first ? 0 : turn % $0.count) })
        }
    }
}
