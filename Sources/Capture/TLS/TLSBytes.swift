/// Reads the numbers and vectors of TLS (RFC 8446, section 3).
struct TLSBytes {
    private(set) var bytes: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
    }

    /// Bytes that are left.
    var count: Int { bytes.count }

    mutating func take(_ count: Int) throws(HandshakeReader.Malformed) -> ArraySlice<UInt8> {
        guard count <= bytes.count else { throw .init() }
        defer { bytes = bytes.dropFirst(count) }
        return bytes.prefix(count)
    }

    mutating func number(_ count: Int) throws(HandshakeReader.Malformed) -> Int {
        try take(count).reduce(0) { $0 << 8 | Int($1) }
    }

    mutating func vector(lengthBytes: Int) throws(HandshakeReader.Malformed) -> TLSBytes {
        TLSBytes(try take(try number(lengthBytes)))
    }
}
