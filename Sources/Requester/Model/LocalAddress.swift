import NIOCore

/// An address of this machine that connections are made from: a machine has 28,000 ports or so for each one, and target.
package struct LocalAddress: Sendable, Hashable {
    /// The address, with a port of the system's choice.
    let address: SocketAddress

    /// Reads an address.
    ///
    /// - Throws: ``InvalidOption`` where it is none.
    package init(_ text: String) throws {
        let isBracketed = text.hasPrefix("[") && text.hasSuffix("]")
        let bare = isBracketed ? String(text.dropFirst().dropLast()) : text
        guard let address = try? SocketAddress(ipAddress: bare, port: 0) else {
            throw InvalidOption("expected an address of this machine, such as 10.0.0.2, and this is none: \(text)")
        }
        self.address = address
    }
}
