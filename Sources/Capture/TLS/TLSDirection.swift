import Corpus

/// One direction of a TLS connection: its records, and the keys that open them.
struct TLSDirection: Sendable {
    /// Whether it cannot be read any further.
    var isLost = false
    /// Whether its records are protected from here on.
    var isProtected = false
    /// Whether a record was opened.
    private(set) var hasOpened = false
    /// The handshake's bytes.
    var handshake = HandshakeReader()
    /// The keys that may open the next record; more than one while early data may come.
    private(set) var ciphers: [RecordCipher] = []
    /// The traffic secret in use, which an update builds on.
    private(set) var secret: [UInt8]?

    private var bytes: [UInt8] = []
    private var waiting: [TLSRecord] = []
    /// Bytes of the records that wait for their keys.
    private(set) var waitingBytes = 0

    /// Bytes of memory that records hold which wait for their keys, and a message of the handshake that is not whole and longer
    /// than most are.
    var openBytes: Int { waitingBytes &+ (handshake.count > Self.usualMessage ? handshake.count : 0) }

    private static let usualMessage = 1 << 14

    /// 2^14 of content and at most 2048 of expansion (RFC 5246, section 6.2.3).
    private static let recordLimit = (1 << 14) + 2048

    mutating func append(_ more: RawSpan) {
        more.withUnsafeBytes { bytes.append(contentsOf: $0) }
    }

    /// The next whole record; nil where more bytes are needed, or what comes is no record.
    mutating func nextRecord(at time: Timestamp) -> TLSRecord? {
        guard bytes.count >= TLSRecord.headerLength else { return nil }
        let length = Int(bytes[3]) << 8 | Int(bytes[4])
        guard (20...24).contains(bytes[0]), bytes[1] == 3, length <= Self.recordLimit else {
            isLost = true
            return nil
        }
        guard bytes.count >= TLSRecord.headerLength + length else { return nil }
        defer { bytes.removeFirst(TLSRecord.headerLength + length) }
        return TLSRecord(
            type: bytes[0],
            version: UInt16(bytes[1]) << 8 | UInt16(bytes[2]),
            body: Array(bytes[TLSRecord.headerLength..<TLSRecord.headerLength + length]),
            time: time
        )
    }

    /// Opens a record with the first key that does; those before it are not used again.
    mutating func open(_ record: TLSRecord) -> [UInt8]? {
        for index in ciphers.indices {
            guard let content = try? ciphers[index].open(type: record.type, version: record.version, record.body[...])
            else { continue }
            ciphers.removeFirst(index)
            hasOpened = true
            return content
        }
        return nil
    }

    /// Takes keys into use.
    mutating func use(_ ciphers: [RecordCipher], secret: [UInt8]?) {
        self.ciphers = ciphers
        self.secret = secret
    }

    /// The first of the keys has done its work.
    mutating func dropFirstCipher() {
        if ciphers.count > 1 { ciphers.removeFirst() }
    }

    /// Keeps a record until its keys are known.
    mutating func wait(_ record: TLSRecord) {
        waitingBytes += record.body.count
        waiting.append(record)
    }

    mutating func takeWaiting() -> [TLSRecord] {
        defer {
            waiting = []
            waitingBytes = 0
        }
        return waiting
    }

    /// How many bytes are left that nobody will read; they are gone afterwards.
    mutating func takeRest() -> UInt64 {
        defer {
            bytes = []
            handshake = HandshakeReader()
        }
        return takeWaiting().reduce(UInt64(bytes.count)) { $0 &+ $1.length }
    }
}
