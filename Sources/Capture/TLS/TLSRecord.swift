import Corpus

/// A TLS record (RFC 8446, section 5.1).
struct TLSRecord: Sendable {
    static let changeCipherSpec: UInt8 = 20
    static let handshake: UInt8 = 22
    static let applicationData: UInt8 = 23

    var type: UInt8
    var version: UInt16
    var body: [UInt8]
    /// When its last byte was sent.
    var time: Timestamp

    /// Bytes of the header before the body: type, version and length.
    static let headerLength = 5

    /// Bytes of all of it.
    var length: UInt64 { UInt64(Self.headerLength + body.count) }

    /// Whether it is of a type that is never sent in clear.
    var isProtected: Bool { type == Self.applicationData }
}
