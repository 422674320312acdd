import NIOCore

/// An address of this machine that connections are made from.
///
/// Linux chooses among 28,232 ports for a connection by default (`ip_local_port_range`), and so allows as many connections
/// from one address to one target; more of them take more addresses.
package struct LocalAddress: Sendable, Hashable {
    /// The address, with a port of the system's choice.
    let address: SocketAddress

    /// Reads an address.
    ///
    /// - Throws: ``InvalidOption`` where it is none.
    package init(_ text: String) throws {
        guard let address = try? SocketAddress(ipAddress: text[...].withoutBrackets, port: 0) else {
            throw InvalidOption("expected an address of this machine, such as 10.0.0.2, and this is none: \(text)")
        }
        self.address = address
    }
}

extension Substring {
    /// The text, where it stands in brackets what is in them: an IPv6 address (RFC 3986, section 3.2.2).
    var withoutBrackets: String {
        hasPrefix("[") && hasSuffix("]") ? String(dropFirst().dropLast()) : String(self)
    }
}
