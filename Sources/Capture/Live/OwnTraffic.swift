import Glibc
import LocalPorts

/// Tells the connections over which a replay on this machine sends, which a recording of its interfaces leaves out.
final class OwnTraffic {
    private let ports = ReplayPorts()
    private var addresses: Set<IPAddress> = []
    private var lastLook: UInt64?

    /// Nanoseconds after which the machine's addresses are looked at again.
    private static let interval: UInt64 = 10_000_000_000

    /// Whether a replay sends from an end of a connection.
    ///
    /// Some system calls; meant for each new connection.
    func isFrom(_ end: FlowEndpoint) -> Bool {
        isLocal(end.address) && ports.contains(end.port)
    }

    /// Whether an address is this machine's: another one's replay may have the same port.
    private func isLocal(_ address: IPAddress) -> Bool {
        let now = MonotonicClock.now()
        if lastLook.map({ now &- $0 > Self.interval }) ?? true {
            lastLook = now
            addresses = Self.localAddresses()
        }
        // All of 127.0.0.0/8 is this machine.
        if case .v4(let bits) = address, bits >> 24 == 127 { return true }
        return addresses.contains(address)
    }

    private static func localAddresses() -> Set<IPAddress> {
        var first: UnsafeMutablePointer<ifaddrs>?
        guard getifaddrs(&first) == 0 else { return [] }
        defer { freeifaddrs(first) }
        var found: Set<IPAddress> = []
        // The list is the system's own, ended by nil and valid until it is freed.
        var next = first
        while let entry = next {
            next = entry.pointee.ifa_next
            guard let address = entry.pointee.ifa_addr else { continue }
            switch CInt(address.pointee.sa_family) {
            case AF_INET:
                address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
                    _ = found.insert(.v4(UInt32(bigEndian: $0.pointee.sin_addr.s_addr)))
                }
            case AF_INET6:
                address.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { pointer in
                    withUnsafeBytes(of: pointer.pointee.sin6_addr) { bytes in
                        let high = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
                        let low = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
                        _ = found.insert(.v6(high: high, low: low))
                    }
                }
            default: break
            }
        }
        return found
    }
}
