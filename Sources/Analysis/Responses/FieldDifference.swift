/// A field in which a replayed response is not the recorded one.
package struct FieldDifference: Sendable, Hashable {
    /// How the two sides lie to each other.
    package enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
        /// The recorded response has it, and the replayed one has not.
        case missing
        /// The replayed response has it, and the recorded one has not.
        case added
        /// Both have it, of other types of JSON.
        case type
        /// Both have it, with other values.
        case value

        /// Whether what is learned as noise of one kind is noise of another one.
        ///
        /// Which of two identical requests came first says nothing: a field that only one of their responses has is as well
        /// missing as it is added.
        func isNoise(where learned: Set<Kind>) -> Bool {
            switch self {
            case .missing, .added: learned.contains(.missing) || learned.contains(.added)
            case .type, .value: learned.contains(self)
            }
        }
    }

    /// `status`, `header:content-type`, `$.items[*].price`, or `body` for what has no structure.
    package var field: String
    /// How the two sides lie to each other.
    package var kind: Kind
    /// The recorded side, for people, within bounds; nil where there is none.
    package var recorded: String?
    /// The replayed side, as the recorded one.
    package var replayed: String?

    /// A difference of its parts.
    package init(_ field: String, _ kind: Kind, recorded: String?, replayed: String?) {
        self.field = field
        self.kind = kind
        self.recorded = recorded
        self.replayed = replayed
    }

    /// The name of the field that is the whole body.
    package static let body = "body"
    /// The name of the field that is the status.
    package static let status = "status"

    /// The name of a header field.
    package static func header(_ name: String) -> String { "header:\(name)" }
}
