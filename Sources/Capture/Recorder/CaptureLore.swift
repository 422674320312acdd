/// What one recording knows beside its packets: what a file gave, and what captures bring with them as they are read.
///
/// A class, as all connections look into the same one; a recording, or a lane of one, is the work of one thread.
final class CaptureLore {
    /// A piece of it that stands in a capture between packets.
    enum Entry: Sendable {
        /// Keys of TLS, as `SSLKEYLOGFILE` has them.
        case keys([UInt8])
        /// Names of hosts.
        case names([IPAddress: String])
    }

    /// The keys of TLS so far.
    private(set) var log: KeyLog

    /// The names of hosts so far.
    private(set) var names: [IPAddress: String] = [:]

    /// Names that are kept; others are not.
    private static let nameLimit = 65_536

    init(_ log: KeyLog) {
        self.log = log
    }

    /// Takes what a capture says here.
    func add(_ entry: Entry) {
        switch entry {
        case .keys(let keys): log.add(keys)
        case .names(let found):
            // The first name of an address is its own, others are aliases.
            for (address, name) in found where names.count < Self.nameLimit && names[address] == nil {
                names[address] = name
            }
        }
    }
}
