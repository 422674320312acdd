import HTTPWire

/// Which requests of a recording are taken, for a replay or a slice, by what they are.
///
/// A request is taken where, of each kind of rule that there is, one that takes requests in applies, and none that leaves
/// them out.
package struct ExchangeFilter: Sendable, Hashable {
    /// What a rule looks at.
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        /// The method.
        case method
        /// Host and port that the request was for.
        case host
        /// The target up to its query.
        case path
        /// The recorded status.
        case status
        /// The endpoint's name: `GET /users/{id}`.
        case endpoint
        /// A header field.
        case header
        /// The client's address.
        case client
        /// The connection's number.
        case connection
    }

    /// A rule.
    package struct Rule: Sendable, Hashable {
        fileprivate enum Test: Hashable {
            case text(Glob)
            case status(ClosedRange<UInt16>)
            case field(FieldName, Glob)
            case connection(UInt64)
        }

        /// What it looks at.
        package let kind: Kind
        /// Whether it leaves out what it applies to.
        package let isExclusion: Bool
        fileprivate let test: Test

        /// A rule as it is written: `GET`, `!/health*`, `2xx`, `400-499`, `X-Tenant: blue*`; a `!` in front leaves out.
        ///
        /// Nil for a text that is no rule of its kind.
        package init?(_ kind: Kind, _ text: String) {
            self.kind = kind
            isExclusion = text.first == "!"
            let rest = String(isExclusion ? text.dropFirst() : text[...])
            guard !rest.isEmpty else { return nil }
            switch kind {
            case .method, .path, .endpoint: test = .text(Glob(rest))
            case .host, .client: test = .text(Glob(rest, ignoresCase: true))
            case .connection:
                guard let number = UInt64(rest), number > 0 else { return nil }
                test = .connection(number)
            case .status:
                guard let range = Self.statuses(rest) else { return nil }
                test = .status(range)
            case .header:
                guard let colon = rest.firstIndex(of: ":"), colon > rest.startIndex else { return nil }
                let value = rest[rest.index(after: colon)...].drop { $0 == " " }
                test = .field(FieldName(String(rest[..<colon])), Glob(String(value)))
            }
        }

        /// `404`, `2xx`, `400-499`.
        private static func statuses(_ text: String) -> ClosedRange<UInt16>? {
            let ends = text.split(separator: "-", omittingEmptySubsequences: false)
            guard let first = ends.first, let low = bounds(first), let last = ends.last, let high = bounds(last),
                ends.count <= 2, low.lowerBound <= high.upperBound
            else { return nil }
            return low.lowerBound...high.upperBound
        }

        private static func bounds(_ text: Substring) -> ClosedRange<UInt16>? {
            if text.count == 3, text.hasSuffix("xx"), let digit = text.first?.wholeNumberValue, (1...9).contains(digit)
            {
                return UInt16(digit * 100)...UInt16(digit * 100 + 99)
            }
            guard let status = UInt16(text), (100...999).contains(status) else { return nil }
            return status...status
        }
    }

    private var rules: [Rule] = []
    private var kinds: [Kind] = []

    /// Whether only methods are sent that ask for nothing to be changed: GET, HEAD and OPTIONS (RFC 9110, section 9.2.1;
    /// TRACE is no request that a replay sends).
    package var safeMethodsOnly = false

    /// Everything.
    package init() {}

    /// Whether it leaves nothing out.
    package var isEmpty: Bool { rules.isEmpty && !safeMethodsOnly }

    /// Adds a rule.
    package mutating func add(_ rule: Rule) {
        rules.append(rule)
        if !kinds.contains(rule.kind) { kinds.append(rule.kind) }
    }

    /// Why a request is left out, in words; nil for one that is taken.
    ///
    /// - Parameter endpoint: the name of its endpoint.
    package func reasonToLeaveOut(_ exchange: Exchange, endpoint: () -> String) -> String? {
        if safeMethodsOnly, !Self.isSafe(exchange.request.bytes(of: .method)) { return "no safe method" }
        for kind in kinds {
            var isAsked = false
            var isTaken = false
            for rule in rules where rule.kind == kind && (rule.isExclusion || !isTaken) {
                let applies = rule.applies(to: exchange, endpoint)
                if rule.isExclusion {
                    if applies { return "another \(kind.rawValue)" }
                } else {
                    isAsked = true
                    isTaken = isTaken || applies
                }
            }
            if isAsked, !isTaken { return "another \(kind.rawValue)" }
        }
        return nil
    }

    private static func isSafe(_ method: ArraySlice<UInt8>) -> Bool {
        method.elementsEqual("GET".utf8) || method.elementsEqual("HEAD".utf8) || method.elementsEqual("OPTIONS".utf8)
    }
}

extension ExchangeFilter.Rule {
    fileprivate func applies(to exchange: Exchange, _ endpoint: () -> String) -> Bool {
        let request = exchange.request
        switch test {
        case .status(let range):
            return exchange.outcome.status.map(range.contains) ?? false
        case .field(let name, let glob):
            let fields = request.bytes(of: .fields)
            return FieldLines(fields).contains { name.matches(fields[$0.name]) && glob.matches(fields[$0.value]) }
        case .connection(let number):
            return exchange.connection?.id == number
        case .text(let glob):
            switch kind {
            case .client:
                guard let client = exchange.connection?.client else { return false }
                let bytes = Array(client.utf8)
                // With its port or without.
                let host = bytes[..<(bytes.lastIndex(of: UInt8(ascii: ":")) ?? bytes.endIndex)]
                return glob.matches(bytes[...]) || glob.matches(host)
            case .method: return glob.matches(request.bytes(of: .method))
            case .host: return glob.matches(request.bytes(of: .authority))
            case .endpoint: return glob.matches(Array(endpoint().utf8)[...])
            default: return glob.matches(request.bytes(of: .target).prefix { $0 != UInt8(ascii: "?") })
            }
        }
    }
}
