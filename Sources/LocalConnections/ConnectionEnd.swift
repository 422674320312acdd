/// One end of a TCP connection: an address, IPv4 ones mapped into IPv6 (RFC 4291, section 2.5.5.2), and a port.
package struct ConnectionEnd: Hashable, Sendable {
    private let high: UInt64
    private let low: UInt64
    let port: UInt16

    /// The end at an IPv4 address, in host byte order.
    package init(v4 address: UInt32, port: UInt16) {
        self.init(high: 0, low: 0xFFFF_0000_0000 | UInt64(address), port: port)
    }

    /// The end at an IPv6 address: its first and its last eight bytes, in host byte order.
    package init(high: UInt64, low: UInt64, port: UInt16) {
        self.high = high
        self.low = low
        self.port = port
    }

    /// A number for the connection from this end to another, which no other connection has but by a chance of 1 in 2⁶⁴;
    /// never 0.
    func digest(to remote: ConnectionEnd) -> UInt64 {
        var state: UInt64 = 0
        for word in [high, low, remote.high, remote.low, UInt64(port) << 16 | UInt64(remote.port)] {
            state = Self.mixed(state &+ word)
        }
        return max(state, 1)
    }

    /// The step of SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
    private static func mixed(_ word: UInt64) -> UInt64 {
        var mix = word &+ 0x9E37_79B9_7F4A_7C15
        mix = (mix ^ mix >> 30) &* 0xBF58_476D_1CE4_E5B9
        mix = (mix ^ mix >> 27) &* 0x94D0_49BB_1331_11EB
        return mix ^ mix >> 31
    }
}
