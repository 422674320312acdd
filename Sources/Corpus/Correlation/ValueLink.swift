/// A value in a request that a response of its session had given before: what a replay has to put the target's own in for.
///
/// The value itself is not here. It stands in the request as recorded, and the link says where, and where it came from.
package struct ValueLink: Sendable, Hashable {
    /// Which part of which response gave it.
    package var source: ValueSource

    /// The number of the connection of the exchange whose response it was; 0 where the source of the recording does not tell.
    package var connection: UInt64

    /// Nanoseconds by which that exchange began before this one.
    package var age: UInt64

    /// What kind of place it has in the request.
    package var use: ValueUse

    /// Whether characters of it are escaped there, with `%41` or `\u0041`.
    package var isEscaped: Bool

    /// Where it is, from the beginning of the target, of the field lines or of the body.
    package var range: Range<Int>

    package init(
        source: ValueSource,
        connection: UInt64,
        age: UInt64,
        use: ValueUse,
        isEscaped: Bool = false,
        range: Range<Int>
    ) {
        self.source = source
        self.connection = connection
        self.age = age
        self.use = use
        self.isEscaped = isEscaped
        self.range = range
    }

    /// The most links of one request; more values than that are not credentials.
    package static let mostOfRequest = 64

    /// The link where connections have other numbers by so much.
    func moved(by offset: UInt64) -> ValueLink {
        var link = self
        if connection != 0 { link.connection = connection &+ offset }
        return link
    }

    /// When the exchange began whose response gave it.
    package func start(before own: Timestamp) -> Timestamp {
        Timestamp(nanoseconds: own.nanoseconds &- Int64(truncatingIfNeeded: age))
    }
}

/// A kind of place in a request where a value goes back.
package enum ValueUse: UInt8, Sendable, Hashable, CaseIterable {
    /// A segment of the path, or a piece of one.
    case path = 0
    /// A parameter of the query.
    case query = 1
    /// A header field.
    case header = 2
    /// A cookie.
    case cookie = 3
    /// A string of a JSON body.
    case json = 4
    /// A number of a JSON body.
    case number = 5
    /// A field of a form.
    case form = 6

    /// What it is called in a count.
    package var name: String {
        switch self {
        case .path: "path"
        case .query: "query"
        case .header: "header"
        case .cookie: "cookie"
        case .json, .number: "json"
        case .form: "form"
        }
    }

    /// The part of the request that it is in.
    package var part: RecordedRequest.Part {
        switch self {
        case .path, .query: .target
        case .header, .cookie: .fields
        case .json, .number, .form: .body
        }
    }
}
