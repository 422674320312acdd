/// Fields that differ between the recorded responses to identical requests: times, nonces, counters.
package struct ResponseNoise: Sendable, Hashable {
    /// The most fields that are learned; those past it are counted.
    package static let mostFields = 5000

    private struct Place: Sendable, Hashable {
        var endpoint: String
        var field: String
    }

    private var kinds: [Place: Set<FieldDifference.Kind>] = [:]
    /// Endpoints of which a part of the body is noise.
    private var withPartOfBody: Set<String> = []
    /// Fields that were not learned, as there were too many; one that is met again is counted again.
    package private(set) var leftOut: UInt64 = 0

    /// Nothing learned.
    package init() {}

    /// Learns that a field differs without a reason.
    mutating func learn(_ field: String, _ kind: FieldDifference.Kind, of endpoint: String) {
        let place = Place(endpoint: endpoint, field: field)
        guard kinds[place] != nil || kinds.count < Self.mostFields else {
            leftOut &+= 1
            return
        }
        kinds[place, default: []].insert(kind)
        if field.hasPrefix("$") { withPartOfBody.insert(endpoint) }
    }

    /// Whether a difference is noise.
    func has(_ field: String, _ kind: FieldDifference.Kind, of endpoint: String) -> Bool {
        kinds[Place(endpoint: endpoint, field: field)].map { kind.isNoise(where: $0) } ?? false
    }

    /// Whether a part of an endpoint's bodies is noise.
    func hasPartOfBody(of endpoint: String) -> Bool { withPartOfBody.contains(endpoint) }

    /// What was learned, by endpoint and field.
    package var list: [NoisyField] {
        kinds.map { NoisyField(endpoint: $0.key.endpoint, field: $0.key.field, kinds: $0.value.sorted()) }
            .sorted { ($0.endpoint, $0.field) < ($1.endpoint, $1.field) }
    }
}

/// A field that is noise, in a summary.
package struct NoisyField: Sendable, Hashable, Codable {
    /// The endpoint.
    package var endpoint: String
    /// The field, as ``FieldDifference/field``.
    package var field: String
    /// How it differs.
    package var kinds: [FieldDifference.Kind]

    /// A field of its parts.
    package init(endpoint: String, field: String, kinds: [FieldDifference.Kind]) {
        self.endpoint = endpoint
        self.field = field
        self.kinds = kinds
    }
}

extension FieldDifference.Kind: Comparable {
    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
