import Corpus

extension Threshold {
    /// Reads `[METHOD /template:] FIGURE OPERATOR VALUE`.
    ///
    /// - Throws: ``ThresholdError``, which shows the fault.
    package init(_ text: String) throws(ThresholdError) {
        self = try ThresholdParser(text).threshold()
    }

    /// Reads the part after the endpoint, for one that is known.
    package init(_ text: String, endpoint: String) throws(ThresholdError) {
        try self.init("\(endpoint): \(text)")
    }
}

/// Reads one expression, from its first character to its last.
private struct ThresholdParser {
    private let text: [Character]
    private var index = 0

    /// Characters that an expression may have: an endpoint's name and some words.
    private static let lengthLimit = 1000

    init(_ text: String) throws(ThresholdError) {
        self.text = Array(text.prefix(Self.lengthLimit))
        guard text.count <= Self.lengthLimit else {
            throw error(at: 0, "expected no more than \(Self.lengthLimit) characters")
        }
    }

    func threshold() throws(ThresholdError) -> Threshold {
        var parser = self
        let endpoint = try parser.endpoint()
        let (figure, isOfRun) = try parser.figure()
        if endpoint != nil, isOfRun { throw parser.error(at: parser.figureStart, Self.ofRunAlone) }
        let relation = try parser.relation()
        let (limit, unit) = try parser.limit(of: figure, hasEndpoint: endpoint != nil)
        return Threshold(
            text: text.split(whereSeparator: \.isWhitespace).map { String($0) }.joined(separator: " "),
            endpoint: endpoint,
            figure: figure,
            relation: relation,
            limit: limit,
            unit: unit
        )
    }

    private static let figures = "p99, response p99, failures, mismatches, lateness p99, dropped or rate"
    private static let ofRunAlone = "lateness is the whole run's: expected it without an endpoint"

    // MARK: - The endpoint

    /// Where the figure begins: behind the last colon, as a template may have colons of its own.
    private var figureStart: Int {
        var start = text.lastIndex(of: ":").map { $0 + 1 } ?? 0
        while start < text.count, text[start].isWhitespace { start += 1 }
        return start
    }

    private mutating func endpoint() throws(ThresholdError) -> String? {
        skipBlanks()
        guard let colon = text.lastIndex(of: ":") else {
            try expectNoEndpoint()
            return nil
        }
        let name = text[..<colon].split(whereSeparator: \.isWhitespace)
        guard name.count == 2, let method = name.first, method.allSatisfy({ $0.isASCII && !"/:".contains($0) }) else {
            throw error(at: index, "expected an endpoint before the colon, such as GET /users/{id}")
        }
        index = colon + 1
        return name.map { String($0) }.joined(separator: " ")
    }

    /// `GET /users p95 <= 80ms` lacks its colon.
    private func expectNoEndpoint() throws(ThresholdError) {
        var scout = self
        let method = scout.word()
        guard !method.isEmpty, method == method.uppercased(), method.contains(where: \.isLetter) else { return }
        scout.skipBlanks()
        guard scout.peek == "/" else { return }
        _ = scout.word()
        throw scout.error(at: scout.index, "expected a colon after the endpoint, as in \(method) /path: p99 <= 300ms")
    }

    // MARK: - The figure

    /// The figure, and whether only a whole run has it.
    private mutating func figure() throws(ThresholdError) -> (Threshold.Figure, isOfRun: Bool) {
        skipBlanks()
        let start = index
        switch word() {
        case "failures": return (.failures, false)
        case "dropped": return (.dropped, false)
        case "mismatches": return (.mismatches, false)
        case "rate": return (.rate, false)
        case "lateness": return (.lateness(try percentile(after: "lateness")), true)
        case "service": return (.latency(.service, try percentile(after: "service")), false)
        case "response": return (.latency(.response, try percentile(after: "response")), false)
        case let name where name.first == "p":
            guard let percentile = Percentile(name) else { throw error(at: start, Self.percentiles) }
            return (.latency(.service, percentile), false)
        default:
            throw error(at: start, "expected a figure: \(Self.figures)")
        }
    }

    private static let percentiles = "expected a percentile between p0 and p100, such as p50, p99 or p99.9"

    private mutating func percentile(after name: String) throws(ThresholdError) -> Percentile {
        skipBlanks()
        let start = index
        guard let percentile = Percentile(word()) else {
            throw error(at: start, "\(Self.percentiles), after \(name)")
        }
        return percentile
    }

    // MARK: - The operator

    private mutating func relation() throws(ThresholdError) -> Threshold.Relation {
        skipBlanks()
        let rest = text[index...]
        // The longer ones come first.
        guard let relation = Threshold.Relation.allCases.first(where: { rest.starts(with: $0.rawValue) }) else {
            throw error(at: index, "expected <=, <, >= or >")
        }
        index += relation.rawValue.count
        return relation
    }

    // MARK: - The value

    private mutating func limit(
        of figure: Threshold.Figure,
        hasEndpoint: Bool
    ) throws(ThresholdError) -> (Double, Threshold.Unit) {
        skipBlanks()
        let start = index
        let digits = number()
        let expected = Self.expected(of: figure, hasEndpoint: hasEndpoint)
        guard let number = Double(digits), number.isFinite else { throw error(at: start, expected) }
        let unitStart = index
        let value = text[start...].reversed().drop(while: \.isWhitespace).reversed()
        let unit = String(value.dropFirst(unitStart - start))
        switch (figure, unit) {
        case (.latency, "x"): return (number, .ratio)
        case (.latency, _), (.lateness, _):
            guard let time = DurationNotation.nanoseconds(String(value)) else { throw error(at: unitStart, expected) }
            return (Milliseconds.of(time), .milliseconds)
        case (.failures, "%"), (.dropped, "%"), (.mismatches, "%"): return (number, .percent)
        case (.rate, "%") where !hasEndpoint: return (number, .percent)
        case (.failures, ""), (.dropped, ""), (.mismatches, ""):
            guard number == number.rounded() else { throw error(at: unitStart, expected) }
            return (number, .count)
        case (.rate, ""), (.rate, "/s"): return (number, .perSecond)
        default: throw error(at: unitStart, expected)
        }
    }

    private static func expected(of figure: Threshold.Figure, hasEndpoint: Bool) -> String {
        switch figure {
        case .latency:
            "expected a time such as 300ms (\(DurationNotation.units)), or a ratio to the baseline such as 1.1x"
        case .lateness: "expected a time such as 5ms (\(DurationNotation.units))"
        case .failures: "expected a share of the requests such as 0.1%, or a whole number of them"
        case .dropped: "expected a share of the arrivals such as 0.1%, or a whole number of them"
        case .mismatches: "expected a share of the compared responses such as 0.1%, or a whole number of them"
        case .rate where hasEndpoint: "expected requests a second, such as 450"
        case .rate: "expected requests a second such as 450, or a share of the rate asked for such as 95%"
        }
    }

    // MARK: - Characters

    private var peek: Character? { index < text.count ? text[index] : nil }

    private mutating func skipBlanks() {
        while let next = peek, next.isWhitespace { index += 1 }
    }

    /// The characters up to a blank or an operator.
    private mutating func word() -> String {
        let start = index
        while let next = peek, !next.isWhitespace, !"<>=!".contains(next) { index += 1 }
        return String(text[start..<index])
    }

    private mutating func number() -> String {
        let start = index
        while let next = peek, next.isASCII, next.isNumber || next == "." { index += 1 }
        return String(text[start..<index])
    }

    private func error(at index: Int, _ expected: String) -> ThresholdError {
        ThresholdError(text, at: index, expected: expected)
    }
}
