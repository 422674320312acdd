import Glibc

/// Finds the addresses of a host, as text without port; blocks, so it is called off the event loops.
///
/// Throws a ``RequestFailure`` of kind `dns`.
package typealias HostLookup = @Sendable (_ host: String) throws(RequestFailure) -> [String]

/// Asks the system's resolver (`getaddrinfo`), in the order of its answer (RFC 6724).
package func systemLookup(_ host: String) throws(RequestFailure) -> [String] {
    var hints = addrinfo()
    hints.ai_family = AF_UNSPEC
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var first: UnsafeMutablePointer<addrinfo>?
    let status = getaddrinfo(host, nil, &hints, &first)
    guard status == 0 else { throw RequestFailure(.dns, String(cString: gai_strerror(status)).lowercased()) }
    defer { freeaddrinfo(first) }
    var addresses: [String] = []
    // The list is getaddrinfo's own, ended by nil and valid until it is freed.
    var next = first
    while let entry = next {
        var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        if getnameinfo(
            entry.pointee.ai_addr,
            entry.pointee.ai_addrlen,
            &text,
            socklen_t(text.count),
            nil,
            0,
            NI_NUMERICHOST
        ) == 0 {
            let address = String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
            if !addresses.contains(address) { addresses.append(address) }
        }
        next = entry.pointee.ai_next
    }
    guard !addresses.isEmpty else { throw RequestFailure(.dns, "no address") }
    return addresses
}
