import HTTPWire

/// The pieces of a request that may be values which a response gave: path segments, parameters, fields, cookies, and the
/// leaves of JSON and forms.
struct RequestTokens {
    /// A piece.
    struct Token {
        var use: ValueUse
        /// Where it is, from the beginning of its part.
        var range: Range<Int>
        /// What it says, without escapes.
        var value: ArraySlice<UInt8>
        /// Whether it has escapes.
        var isEscaped: Bool
    }

    /// The most pieces that are offered; a request with more is not looked through further.
    private static let most = 512
    /// The most bytes of a body that are looked through.
    private static let mostBodyBytes = 256 << 10

    private let request: RecordedRequest
    private var offered = 0

    init(_ request: RecordedRequest) {
        self.request = request
    }

    /// Calls with each piece that is distinctive: the largest first, and those that it consists of unless it was taken.
    ///
    /// - Parameter take: whether the piece was what was looked for.
    mutating func visit(_ take: (Token) -> Bool) {
        target(take)
        fields(take)
        body(take)
    }

    // MARK: - Parts

    private mutating func target(_ take: (Token) -> Bool) {
        let text = request.bytes(of: .target)
        let path = text.prefix { $0 != UInt8(ascii: "?") }
        for segment in path.split(separator: UInt8(ascii: "/")) { offer(segment, .path, take) }
        for pair in text[path.endIndex...].dropFirst().split(separator: UInt8(ascii: "&")) {
            offer(Self.value(of: pair), .query, take)
        }
    }

    private mutating func fields(_ take: (Token) -> Bool) {
        let block = request.bytes(of: .fields)
        for field in FieldLines(block) {
            let name = block[field.name]
            if Self.cookie.matches(name) {
                for pair in block[field.value].split(separator: ASCII.semicolon) {
                    offer(Self.value(of: pair.drop(while: ASCII.isBlank)), .cookie, take)
                }
            } else if !Self.isOfNoUse(name) {
                offer(block[field.value], .header, take)
            }
        }
    }

    private mutating func body(_ take: (Token) -> Bool) {
        let body = request.bytes(of: .body)
        guard !body.isEmpty, body.count <= Self.mostBodyBytes, request.bodyState == .complete else { return }
        let fields = FieldLines(request.bytes(of: .fields))
        // What is compressed has no places.
        guard fields.firstValue(of: Self.contentEncoding).map({ $0.elementsEqual("identity".utf8) }) ?? true
        else { return }
        let first = body.first { $0 > 0x20 }
        if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") {
            var leaves = JSONLeaves(body)
            while offered < Self.most, let leaf = leaves.next() {
                offer(body[leaf.range], leaf.isString ? .json : .number, take)
            }
        } else if fields.firstText(of: Self.contentType)?.lowercased().contains("x-www-form-urlencoded") == true {
            for pair in body.split(separator: UInt8(ascii: "&")) { offer(Self.value(of: pair), .form, take) }
        }
    }

    // MARK: - Pieces

    /// Offers a piece whole, then in smaller ones: words, what is behind a `=`, and what is between other signs.
    private mutating func offer(_ piece: ArraySlice<UInt8>, _ use: ValueUse, _ take: (Token) -> Bool) {
        if offerWhole(piece, use, take) || use == .json || use == .number { return }
        var words = [piece]
        for separates in Self.separators {
            var smaller: [ArraySlice<UInt8>] = []
            for word in words {
                let parts = word.split(whereSeparator: separates)
                guard parts.count > 1 || parts.first?.count != word.count else {
                    smaller.append(word)
                    continue
                }
                for part in parts where !offerWhole(part, use, take) { smaller.append(part) }
            }
            words = smaller
        }
    }

    private mutating func offerWhole(_ piece: ArraySlice<UInt8>, _ use: ValueUse, _ take: (Token) -> Bool) -> Bool {
        guard DistinctiveValue.lengths.lowerBound <= piece.count, offered < Self.most else { return false }
        let piece = use == .header || use == .cookie ? ResponseValues.unquoted(piece) : piece
        var value = piece
        switch use {
        case .path, .query, .form:
            if piece.contains(UInt8(ascii: "%")) { value = PercentCoding.decoded(piece)[...] }
        case .json: value = JSONString.decoded(piece)
        case .header, .cookie, .number: break
        }
        guard DistinctiveValue.isOne(value) else { return false }
        offered += 1
        let start = request.range(of: use.part).lowerBound
        let token = Token(
            use: use,
            range: piece.startIndex - start..<piece.endIndex - start,
            value: value,
            isEscaped: value.count != piece.count
        )
        return take(token)
    }

    private static let separators: [@Sendable (UInt8) -> Bool] = [
        { $0 <= 0x20 || $0 == ASCII.comma || $0 == ASCII.semicolon },
        { $0 == UInt8(ascii: "=") || $0 == UInt8(ascii: "\"") },
        { !ASCII.isDigit($0) && ($0 | 0x20) &- 0x61 >= 26 && $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: "_") },
    ]

    /// What is behind a pair's first `=`; all of what has none.
    private static func value(of pair: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        pair.firstIndex(of: UInt8(ascii: "=")).map { pair[($0 + 1)...] } ?? pair
    }

    /// Fields that tell of the client or the connection.
    private static func isOfNoUse(_ name: ArraySlice<UInt8>) -> Bool {
        useless.contains { $0.matches(name) } || name.prefix(4).map(ASCII.lowercased).elementsEqual("sec-".utf8)
    }

    private static let useless: [FieldName] = [
        "host", "content-length", "user-agent", "accept", "accept-encoding", "accept-language", "content-type",
        "connection", "transfer-encoding", "cache-control", "date", "origin", "referer", "via", "x-forwarded-for",
        "x-real-ip", "forwarded", "traceparent", "tracestate", "x-request-id", "x-amzn-trace-id", "if-modified-since",
        "if-unmodified-since", "priority", "te", "pragma", "range",
    ]
    private static let cookie: FieldName = "cookie"
    private static let contentType: FieldName = "content-type"
    private static let contentEncoding: FieldName = "content-encoding"
}
