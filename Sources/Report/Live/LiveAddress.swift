/// Where a run can be watched: a port of this machine, on its loopback interface unless an address is given.
package struct LiveAddress: Sendable, Hashable {
    /// The address or the name to listen on.
    package let host: String
    /// The port to listen on; 0 for a free one.
    package let port: Int
    /// Whether an address was given, so that others than this machine may be meant to come.
    package let isChosen: Bool

    /// The address that `:8080`, `8080`, `0.0.0.0:8080`, `[::1]:8080` or `localhost:0` names; nil for other text.
    package init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":") else {
            self.init(host: "", port: text)
            return
        }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
            guard host.contains(":") else { return nil }
        } else if host.contains(":") {
            return nil  // An IPv6 address without its brackets: where it ends, nobody knows.
        }
        self.init(host: String(host), port: String(text[text.index(after: colon)...]))
    }

    private init?(host: String, port: String) {
        guard !port.isEmpty, port.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = UInt16(port),
            !host.contains(where: \.isWhitespace)
        else { return nil }
        self.host = host.isEmpty ? "127.0.0.1" : host
        self.port = Int(number)
        isChosen = !host.isEmpty
    }

    /// Whether only this machine can come.
    package var isLoopback: Bool { host == "localhost" || host == "::1" || host.hasPrefix("127.") }
}
