/// One end of a TCP connection: an address and a port.
///
/// 24 bytes without a reference, so that it is cheap to hash and a table of a million flows holds no strings; the text
/// is made only when something was found on the connection.
struct FlowEndpoint: Hashable, Sendable {
    /// The address.
    var address: IPAddress

    /// The port, in host byte order.
    var port: UInt16
}

extension FlowEndpoint: CustomStringConvertible {
    /// `10.0.0.7:51234`, or `[2001:db8::7]:51234` (RFC 5952, section 6).
    var description: String {
        switch address {
        case .v4: "\(address):\(port)"
        case .v6: "[\(address)]:\(port)"
        }
    }
}
