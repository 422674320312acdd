/// The connection, as recorded, that an exchange was part of.
public struct RecordedConnection: Sendable, Hashable, Codable {
    /// A number of its own within one corpus, from 1: about in the order in which connections were first seen.
    public var id: UInt64

    /// The client's address, `10.0.0.7:51234` or `[2001:db8::7]:51234`, where the source has it.
    public var client: String?

    /// The server's address, in the same form, where the source has it.
    public var server: String?

    /// A connection with its number and, where they are known, its two ends.
    public init(id: UInt64, client: String? = nil, server: String? = nil) {
        self.id = id
        self.client = client
        self.server = server
    }
}
