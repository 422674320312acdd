/// A recorded request on its way into a replay, as a rewriting closure sees it, and may change it.
///
/// What is left as it is goes out byte for byte as it was recorded, even where its bytes are no text. `Host`,
/// `Content-Length` and the connection's own fields are made when it is sent, from the target and the body.
public struct ReplayRequest: Sendable, Hashable {
    /// A header field.
    public struct Header: Sendable, Hashable {
        /// Its name, in the case in which it is sent.
        public var name: String
        /// Its value, without white space around it.
        public var value: String

        /// A field of a name and a value.
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// The method, `GET`: a token (RFC 9110, section 9.1).
    public var method: String
    /// Path and query, `/users/7?verbose=1`; without white space.
    public var target: String
    /// The header fields in their order; a name may come more than once.
    public var headers: [Header]
    /// The body, without transfer coding.
    public var body: [UInt8]

    /// Host and port that it was recorded for; empty where the source does not tell.
    ///
    /// Which target it goes to goes by this.
    public let host: String
    /// The exchange's number in the corpus, from 1.
    public let exchange: UInt64
    /// The recorded connection's number; 0 where the source does not tell.
    public let connection: UInt64

    /// The first value of a header field, whatever its case; nil for none.
    ///
    /// Setting it leaves one field of that name, where the first one was or at the end; nil takes all of them out.
    public subscript(name: String) -> String? {
        get { headers.first { $0.name.lowercased() == name.lowercased() }?.value }
        set {
            let first = headers.firstIndex { $0.name.lowercased() == name.lowercased() }
            let spelling = first.map { headers[$0].name } ?? name
            headers.removeAll { $0.name.lowercased() == name.lowercased() }
            guard let newValue else { return }
            headers.insert(Header(spelling, newValue), at: min(first ?? headers.count, headers.count))
        }
    }
}
