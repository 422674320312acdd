import Corpus

/// Compares replayed responses with the recorded ones, by rules.
package struct ResponseComparer: Sendable {
    /// The names of the header fields that are compared, in lower case.
    package var headers: [String] = []
    /// Fields that do not count.
    package var ignored: [IgnoreRule] = []
    /// Fields that do not count either, as the recording says.
    package var noise = ResponseNoise()
    /// Whether the corpus is redacted.
    package var isRedacted = false

    /// The most bytes that a body comes to without its content coding.
    static let mostDecodedBytes = 16 << 20

    /// A comparer of status and body.
    package init() {}

    /// What came of one response.
    package struct Result: Sendable {
        /// What came of it.
        package var outcome: ComparedResponse
        /// Whether header fields were compared.
        package var comparedHeaders = false
        /// The places of the rules that covered differences.
        package var rules: Set<Int> = []
        /// Whether noise covered one.
        package var hadNoise = false

        /// What came of a response that no rule and no noise covered.
        package init(outcome: ComparedResponse, comparedHeaders: Bool = false) {
            self.outcome = outcome
            self.comparedHeaders = comparedHeaders
        }
    }

    /// Compares.
    ///
    /// - Parameters:
    ///   - recorded: the response of the recording.
    ///   - replayed: the response of the target.
    ///   - endpoint: the name of its endpoint.
    ///   - isBodiless: whether the response has no body whatever its fields say, as to a `HEAD`.
    package func compare(
        _ recorded: ResponseContent,
        _ replayed: ResponseContent,
        of endpoint: String,
        isBodiless: Bool
    ) -> Result {
        var work = Work(comparer: self, endpoint: endpoint)
        // What another status brings is another answer; there is no use in its fields one by one.
        if recorded.status != replayed.status,
            work.note(FieldDifference.status, .value, { ("\(recorded.status)", "\(replayed.status)") })
        {
            return work.result(comparedHeaders: false)
        }
        work.compareHeaders(recorded, replayed)
        if !isBodiless { work.compareBodies(recorded, replayed) }
        return work.result(comparedHeaders: !headers.isEmpty && recorded.headers != nil && replayed.headers != nil)
    }
}

/// One comparison under way.
private struct Work {
    let comparer: ResponseComparer
    let endpoint: String
    private var differences: [FieldDifference] = []
    private var obstacle: ComparedResponse.Obstacle?
    private var rules: Set<Int> = []
    private var hadNoise = false
    private var examples: ExampleText

    init(comparer: ResponseComparer, endpoint: String) {
        self.comparer = comparer
        self.endpoint = endpoint
        examples = ExampleText(hidesText: comparer.isRedacted)
    }

    func result(comparedHeaders: Bool) -> ResponseComparer.Result {
        let outcome: ComparedResponse =
            if !differences.isEmpty {
                .different(differences)
            } else if let obstacle {
                .notComparable(obstacle)
            } else {
                .equal
            }
        var result = ResponseComparer.Result(outcome: outcome, comparedHeaders: comparedHeaders)
        (result.rules, result.hadNoise) = (rules, hadNoise)
        return result
    }

    /// Whether a difference counts.
    private mutating func counts(_ field: String, _ kind: FieldDifference.Kind) -> Bool {
        if let rule = comparer.ignored.firstIndex(where: { $0.isFor(endpoint) && $0.covers(field) }) {
            rules.insert(rule)
            return false
        }
        guard comparer.noise.has(field, kind, of: endpoint) else { return true }
        hadNoise = true
        return false
    }

    /// Takes a difference, if it counts.
    ///
    /// - Parameter sides: what is shown of the two; asked for only where it counts.
    /// - Returns: Whether it does.
    mutating func note(
        _ field: String,
        _ kind: FieldDifference.Kind,
        _ sides: () -> (recorded: String?, replayed: String?)
    ) -> Bool {
        guard counts(field, kind) else { return false }
        let (recorded, replayed) = sides()
        differences.append(FieldDifference(field, kind, recorded: recorded, replayed: replayed))
        return true
    }

    // MARK: - Header fields

    mutating func compareHeaders(_ recorded: ResponseContent, _ replayed: ResponseContent) {
        guard let old = recorded.headers, let new = replayed.headers else { return }
        for (name, (before, after)) in zip(comparer.headers, zip(old, new)) where before != after {
            let kind: FieldDifference.Kind = before == nil ? .added : after == nil ? .missing : .value
            if comparer.isRedacted, SecretNames.isSecret(field: name) {
                if counts(FieldDifference.header(name), kind) { obstacle = obstacle ?? .redacted }
                continue
            }
            _ = note(FieldDifference.header(name), kind) { [examples] in
                (before.map { examples.text(header: name, $0) }, after.map { examples.text(header: name, $0) })
            }
        }
    }

    // MARK: - Bodies

    mutating func compareBodies(_ recorded: ResponseContent, _ replayed: ResponseContent) {
        if recorded.hasSameDigest(as: replayed) || (recorded.size == 0 && replayed.size == 0) { return }
        if let rule = comparer.ignored.firstIndex(where: { $0.isFor(endpoint) && $0.covers(FieldDifference.body) }) {
            rules.insert(rule)
            return
        }
        if recorded.isRedacted {
            obstacle = obstacle ?? .redacted
            return
        }
        guard let old = recorded.body, let new = replayed.body else { return compareDigests(recorded, replayed) }
        if old == new { return }
        let limit = ResponseComparer.mostDecodedBytes
        guard let before = Self.decoded(old, recorded, limit), let after = Self.decoded(new, replayed, limit) else {
            obstacle = obstacle ?? .coding
            return
        }
        if before == after { return }
        // Two numbers or words, as many a text is by chance, are compared as bytes.
        if let one = JSONStructure(before), let other = JSONStructure(after), one.isContainer || other.isContainer {
            return compareStructures(one, other)
        }
        let place = zip(before, after).enumerated().first { $0.element.0 != $0.element.1 }?.offset
        noteBody(recorded, replayed, differsAt: place ?? min(before.count, after.count))
    }

    /// A body without its content coding.
    ///
    /// What says that it is compressed and does not begin so is taken as it is: archives of browsers hold bodies that are not.
    private static func decoded(_ body: [UInt8], _ content: ResponseContent, _ limit: Int) -> [UInt8]? {
        let isPlain = ["gzip", "x-gzip"].contains(content.coding) && !body.starts(with: [0x1F, 0x8B])
        return BodyCoding.decoded(body, coding: isPlain ? "" : content.coding, atMost: limit)
    }

    private mutating func compareStructures(_ recorded: JSONStructure, _ replayed: JSONStructure) {
        var work = self
        let found = JSONComparison(recorded, replayed) { work.counts($0, $1) }.found
        (rules, hadNoise) = (work.rules, work.hadNoise)
        for one in found {
            differences.append(
                FieldDifference(
                    one.field,
                    one.kind,
                    recorded: one.recorded.map { examples.text(recorded, $0, field: one.field) },
                    replayed: one.replayed.map { examples.text(replayed, $0, field: one.field) }
                )
            )
        }
    }

    /// Bodies of which one at least is not there: only whether they are the same, byte for byte, can be said.
    private mutating func compareDigests(_ recorded: ResponseContent, _ replayed: ResponseContent) {
        guard recorded.digest != nil else {
            obstacle = obstacle ?? .noDigest
            return
        }
        let hasFieldsThatDoNotCount =
            comparer.noise.hasPartOfBody(of: endpoint)
            || comparer.ignored.contains { $0.isFor(endpoint) && $0.isOfPartOfBody }
        if hasFieldsThatDoNotCount {
            obstacle = obstacle ?? .bodyNotKept
            return
        }
        noteBody(recorded, replayed, differsAt: nil)
    }

    private mutating func noteBody(_ recorded: ResponseContent, _ replayed: ResponseContent, differsAt place: Int?) {
        let counted = note(FieldDifference.body, .value) { [examples] in
            (
                examples.text(bodyOf: recorded.size, digest: recorded.digest, differsAt: nil),
                examples.text(bodyOf: replayed.size, digest: replayed.digest, differsAt: place)
            )
        }
        // That bodies differ says nothing here; nor does it say that this one is as it should be.
        if !counted { obstacle = obstacle ?? .noise }
    }
}
