/// What came of comparing replayed responses with the recorded ones.
///
/// `checked = equal + different + the sum of notComparable`.
package struct ResponsesSummary: Sendable, Hashable, Codable {
    /// Requests whose responses were to be compared: all that have ended.
    package var checked: UInt64 = 0
    /// Of those: nothing that counts differs.
    package var equal: UInt64 = 0
    /// Of those: something differs.
    package var different: UInt64 = 0
    /// Of those: nobody can say, by ``ComparedResponse/Obstacle``.
    package var notComparable: [String: UInt64] = [:]
    /// Responses whose header fields were compared: those of the recorded status of which the recording has fields.
    package var headersCompared: UInt64 = 0
    /// The header fields that were compared.
    package var headers: [String] = []
    /// The same for each endpoint, by name.
    package var endpoints: [ComparedEndpoint] = []
    /// The differences, frequent ones first.
    package var groups: [DifferenceGroup] = []
    /// Differences, each of a field and a response, of groups that are left out.
    package var unlisted: UInt64 = 0
    /// The rules for fields that do not count, and responses in which each covered a difference.
    package var ignored: [IgnoredField] = []
    /// Fields that differ between identical recorded requests, and so do not count.
    package var noise: [NoisyField] = []
    /// Responses in which such a field differed.
    package var noisy: UInt64 = 0
    /// Where these were learned from.
    package var learned = LearnedFrom()

    /// Nothing compared.
    package init() {}

    /// The most groups that are told apart; those past it are counted.
    package static let mostGroups = 500

    /// Responses of which it is known whether they differ.
    package var compared: UInt64 { equal &+ different }
}

/// What came of comparing the responses of one endpoint.
package struct ComparedEndpoint: Sendable, Hashable, Codable {
    /// The endpoint's name.
    package var name: String
    /// Responses of which it is known whether they differ.
    package var compared: UInt64
    /// Of those, the ones that do.
    package var different: UInt64

    /// An endpoint of its figures.
    package init(name: String, compared: UInt64, different: UInt64) {
        self.name = name
        self.compared = compared
        self.different = different
    }
}

/// Responses of one endpoint that differ in the same field, in the same way.
package struct DifferenceGroup: Sendable, Hashable, Codable {
    /// The endpoint's name.
    package var endpoint: String
    /// The field, as ``FieldDifference/field``.
    package var field: String
    /// How the two sides lie to each other.
    package var kind: FieldDifference.Kind
    /// Responses that differ so.
    package var count: UInt64
    /// One of them.
    package var example: Example

    /// A group of its parts.
    package init(endpoint: String, field: String, kind: FieldDifference.Kind, count: UInt64, example: Example) {
        self.endpoint = endpoint
        self.field = field
        self.kind = kind
        self.count = count
        self.example = example
    }

    /// One response, for people.
    package struct Example: Sendable, Hashable, Codable {
        /// The request's number in the corpus, by which `spammer show` finds it; 0 where it has none.
        package var exchange: UInt64
        /// The recorded side; nil where there is none.
        package var recorded: String?
        /// The replayed side; nil where there is none.
        package var replayed: String?

        /// An example of its parts.
        package init(exchange: UInt64, recorded: String?, replayed: String?) {
            self.exchange = exchange
            self.recorded = recorded
            self.replayed = replayed
        }
    }
}

/// A rule for fields that do not count.
package struct IgnoredField: Sendable, Hashable, Codable {
    /// The rule, as it was written.
    package var rule: String
    /// Responses in which it covered a difference.
    package var count: UInt64

    /// A rule, and its count.
    package init(rule: String, count: UInt64) {
        self.rule = rule
        self.count = count
    }
}

extension ResponsesSummary {
    /// Adds what came of another shard's responses.
    package mutating func add(_ other: ResponsesSummary) {
        var tally = ResponseTally(self)
        tally.add(ResponseTally(other))
        var sum = tally.summary
        sum.headers = headers + other.headers.filter { !headers.contains($0) }
        var counts = ignored
        for field in other.ignored {
            if let place = counts.firstIndex(where: { $0.rule == field.rule }) {
                counts[place].count &+= field.count
            } else {
                counts.append(field)
            }
        }
        sum.ignored = counts
        // Each shard reads the whole recording, and learns the same.
        sum.learned = learned.repeated >= other.learned.repeated ? learned : other.learned
        var kinds: [String: NoisyField] = [:]
        for field in noise + other.noise {
            let key = "\(field.endpoint) \(field.field)"
            kinds[key] = NoisyField(
                endpoint: field.endpoint,
                field: field.field,
                kinds: Set((kinds[key]?.kinds ?? []) + field.kinds).sorted()
            )
        }
        sum.noise = kinds.values.sorted { ($0.endpoint, $0.field) < ($1.endpoint, $1.field) }
        self = sum
    }
}
