public import HTTPWire

/// A request as it was recorded, byte for byte.
///
/// The variable parts lie behind one another in one buffer, so that holding a request costs one allocation:
/// method, target, authority, field lines, body, trailer lines.
public struct RecordedRequest: Sendable, Hashable {
    /// The scheme it was sent with; nil where the source does not tell.
    public enum Scheme: UInt8, Sendable, Hashable, Codable {
        /// Plain TCP.
        case http = 1
        /// TLS.
        case https = 2
    }

    /// What is known of the request's body.
    public enum BodyState: UInt8, Sendable, Hashable, Codable {
        /// The body is here, whole; a request without a body has one of no bytes.
        case complete = 0
        /// The source keeps no bodies, so nobody knows whether there was one.
        case absent = 1
        /// Its first bytes are here; the rest was lost or passed the limit.
        case truncated = 2
    }

    /// The version of HTTP it was sent with; nil where the source does not tell.
    public var version: HTTPVersion?

    /// The scheme it was sent with; nil where the source does not tell.
    public var scheme: Scheme?

    /// What is known of the body.
    public var bodyState: BodyState

    /// All parts, back to back.
    ///
    /// `ends` says where each one stops.
    @usableFromInline
    package private(set) var storage: [UInt8]

    /// The end of each part in `storage`, in the order of ``Part``.
    private var ends: Ends

    /// The parts of `storage`, in their order.
    package enum Part: Int, CaseIterable, Sendable {
        case method
        case target
        case authority
        case fields
        case body
        case trailers
    }

    private struct Ends: Sendable, Hashable {
        var method: UInt32
        var target: UInt32
        var authority: UInt32
        var fields: UInt32
        var body: UInt32

        /// Where a part lies in so many bytes.
        func range(of part: Part, of count: Int) -> Range<Int> {
            switch part {
            case .method: 0..<Int(method)
            case .target: Int(method)..<Int(target)
            case .authority: Int(target)..<Int(authority)
            case .fields: Int(authority)..<Int(fields)
            case .body: Int(fields)..<Int(body)
            case .trailers: Int(body)..<count
            }
        }
    }

    /// A request of its parts.
    ///
    /// - Parameters:
    ///   - method: the method's bytes, `GET`.
    ///   - target: the request target exactly as sent (RFC 9112, section 3.2): `/a?b=c`, `http://h/a`, `*` or `h:443`.
    ///   - authority: host and port that it was for (from `Host`, `:authority` or a URL); empty where unknown.
    ///   - fields: the field lines as sent, each `Name: value` and CRLF.
    ///   - body: the body's bytes, without the chunked framing.
    ///   - trailers: trailer field lines in the form of `fields`.
    package init(
        method: some Collection<UInt8>,
        target: some Collection<UInt8>,
        authority: some Collection<UInt8>,
        fields: some Collection<UInt8>,
        body: some Collection<UInt8> = [],
        trailers: some Collection<UInt8> = [],
        version: HTTPVersion?,
        scheme: Scheme?,
        bodyState: BodyState = .complete
    ) {
        self.init(
            slices: Array(method)[...],
            Array(target)[...],
            Array(authority)[...],
            Array(fields)[...],
            body: Array(body)[...],
            trailers: Array(trailers)[...],
            version: version,
            scheme: scheme,
            bodyState: bodyState
        )
    }

    /// A request without a body yet, of slices of one buffer: what a recorder makes of each head, so it copies once and
    /// calls nothing generic.
    package init(
        slices method: ArraySlice<UInt8>,
        _ target: ArraySlice<UInt8>,
        _ authority: ArraySlice<UInt8>,
        _ fields: ArraySlice<UInt8>,
        body: ArraySlice<UInt8> = [],
        trailers: ArraySlice<UInt8> = [],
        version: HTTPVersion?,
        scheme: Scheme?,
        bodyState: BodyState = .complete
    ) {
        let methodEnd = method.count
        let targetEnd = methodEnd + target.count
        let authorityEnd = targetEnd + authority.count
        let fieldsEnd = authorityEnd + fields.count
        let bodyEnd = fieldsEnd + body.count
        let size = bodyEnd + trailers.count
        // The parts' lengths add up to `size`, so that every byte is written once, and the subscript checks where.
        storage = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            let whole = UnsafeMutableRawBufferPointer(buffer)
            func add(_ part: ArraySlice<UInt8>, at start: Int) {
                part.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: whole[start...]).copyMemory(from: $0) }
            }
            add(method, at: 0)
            add(target, at: methodEnd)
            add(authority, at: targetEnd)
            add(fields, at: authorityEnd)
            add(body, at: fieldsEnd)
            add(trailers, at: bodyEnd)
            count = size
        }
        ends = Ends(
            method: UInt32(clamping: methodEnd),
            target: UInt32(clamping: targetEnd),
            authority: UInt32(clamping: authorityEnd),
            fields: UInt32(clamping: fieldsEnd),
            body: UInt32(clamping: bodyEnd)
        )
        self.version = version
        self.scheme = scheme
        self.bodyState = bodyState
    }

    /// Where a part lies in `storage`.
    package func range(of part: Part) -> Range<Int> { ends.range(of: part, of: storage.count) }

    /// The bytes of a part.
    package func bytes(of part: Part) -> ArraySlice<UInt8> {
        storage[ends.range(of: part, of: storage.count)]
    }

    /// Adds bytes to the end of the body.
    ///
    /// Only while there are no trailers.
    package mutating func appendBody(_ bytes: RawSpan) {
        bytes.withUnsafeBytes { storage.append(contentsOf: $0) }
        ends.body = UInt32(clamping: storage.count)
    }

    /// Adds trailer lines, after the body is whole.
    package mutating func appendTrailers(_ lines: some Collection<UInt8>) {
        storage.append(contentsOf: lines)
    }
}

extension RecordedRequest {
    /// The method, such as `GET`.
    ///
    /// Bytes that are not UTF-8 show as U+FFFD here and are kept in the corpus.
    public var method: String { string(.method) }

    /// The request target exactly as it was sent: `/users/7?verbose=1`.
    public var target: String { string(.target) }

    /// Host and port that the request was for; empty where the source does not tell.
    public var authority: String { string(.authority) }

    /// The version of HTTP in words, `HTTP/1.1`; nil where the source does not tell.
    package var versionName: String? {
        switch version {
        case nil: nil
        case .http10: "HTTP/1.0"
        case .http11: "HTTP/1.1"
        case .http2: "HTTP/2"
        }
    }

    /// The header field lines as they were sent, each with its CRLF.
    public var fieldLines: ArraySlice<UInt8> { bytes(of: .fields) }

    /// The body's bytes, without transfer coding.
    public var body: ArraySlice<UInt8> { bytes(of: .body) }

    /// The trailer field lines as they were sent, each with its CRLF.
    public var trailerLines: ArraySlice<UInt8> { bytes(of: .trailers) }

    private func string(_ part: Part) -> String {
        String(decoding: bytes(of: part), as: UTF8.self)
    }
}
