/// A place in the responses of an endpoint.
package struct ValueSource: Sendable, Hashable {
    /// The name of the endpoint, `POST /login`.
    package var endpoint: String
    /// The place in its responses.
    package var place: ValuePlace

    package init(endpoint: String, place: ValuePlace) {
        self.endpoint = endpoint
        self.place = place
    }

    /// In two lines, as a corpus has it; a place has no line feed, as no name in a response does.
    var text: String { "\(endpoint)\n\(place)" }

    /// Reads the two lines; nil for what is none.
    init?(_ text: String) {
        guard let lineFeed = text.utf8.lastIndex(of: 0x0A),
            let place = ValuePlace(String(decoding: text.utf8[lineFeed...].dropFirst(), as: UTF8.self))
        else { return nil }
        self.init(endpoint: String(decoding: text.utf8[..<lineFeed], as: UTF8.self), place: place)
    }
}

/// Where in a response a value is.
package enum ValuePlace: Sendable, Hashable, CustomStringConvertible {
    /// In a JSON body, at a path such as `$.user.tokens[0]`; a key with other characters is written `["as it is"]`.
    case json(String)
    /// In a header field, named in lower case.
    case header(String)
    /// In the `Set-Cookie` of that name.
    case cookie(String)
    /// In the path of `Location`: a segment, from 0.
    case locationSegment(Int)
    /// In the query or the fragment of `Location`: a parameter.
    case locationParameter(String)

    package var description: String {
        switch self {
        case .json(let path): "json \(path)"
        case .header(let name): "header \(name)"
        case .cookie(let name): "cookie \(name)"
        case .locationSegment(let number): "location segment \(number)"
        case .locationParameter(let name): "location parameter \(name)"
        }
    }

    /// Reads what ``description`` says; nil for anything else.
    package init?(_ text: String) {
        // By its bytes: a name may begin with a mark that makes one character with the blank before it.
        func rest(_ kind: String) -> String? {
            text.utf8.starts(with: kind.utf8)
                ? String(decoding: text.utf8.dropFirst(kind.utf8.count), as: UTF8.self) : nil
        }
        if let path = rest("json ") {
            self = .json(path)
        } else if let name = rest("header ") {
            self = .header(name)
        } else if let name = rest("cookie ") {
            self = .cookie(name)
        } else if let number = rest("location segment ").flatMap(Int.init), number >= 0 {
            self = .locationSegment(number)
        } else if let name = rest("location parameter ") {
            self = .locationParameter(name)
        } else {
            return nil
        }
    }
}
