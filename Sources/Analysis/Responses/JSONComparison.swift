import Corpus

/// Compares two texts of JSON by structure: members by name in any order, elements by place, numbers by value.
struct JSONComparison {
    /// A field that differs, and what both sides have there.
    struct Found {
        var field: String
        var kind: FieldDifference.Kind
        /// The value's place in the recorded structure; nil where that has none.
        var recorded: Int?
        /// As for the recorded one.
        var replayed: Int?
    }

    /// The most fields of one response that are told apart; that there were more changes nothing: it differs.
    static let mostFields = 64
    /// The longest names that are shown whole; a corpus may hold anything.
    private static let longestName = 100
    /// Fields that were met once are not asked about again; so many are remembered.
    private static let mostMet = 4096

    /// A step on the way to what is compared, of which a name is made only where something differs.
    private enum Step {
        case element
        case recordedMember(Int)
        case replayedMember(Int)
    }

    private struct Met: Hashable {
        var field: String
        var kind: FieldDifference.Kind
    }

    /// The fields that differ, in the order of the text, each once.
    private(set) var found: [Found] = []

    private let recorded: JSONStructure
    private let replayed: JSONStructure
    private let counts: (String, FieldDifference.Kind) -> Bool
    private var steps: [Step] = []
    private var met: Set<Met> = []

    /// Compares.
    ///
    /// - Parameter counts: whether a difference of a field is one; asked once for a field, or seldom again.
    init(
        _ recorded: JSONStructure,
        _ replayed: JSONStructure,
        counts: @escaping (_ field: String, _ kind: FieldDifference.Kind) -> Bool
    ) {
        self.recorded = recorded
        self.replayed = replayed
        self.counts = counts
        compare(0, 0)
    }

    private mutating func compare(_ left: Int, _ right: Int) {
        let (one, other) = (recorded.nodes[left], replayed.nodes[right])
        guard one.kind == other.kind else { return note(.type, left, right) }
        let (old, new) = (recorded.text[one.range], replayed.text[other.range])
        if old == new { return }
        switch one.kind {
        case .null: break
        case .array: compareElements(left, right)
        case .object: compareMembers(left, right)
        case .boolean, .number, .string: if !Self.areEqual(old, new, one.kind) { note(.value, left, right) }
        }
    }

    /// Whether two values that are written in other ways are the same.
    private static func areEqual(_ old: ArraySlice<UInt8>, _ new: ArraySlice<UInt8>, _ kind: JSONStructure.Kind) -> Bool
    {
        switch kind {
        case .number: JSONNumber(old) == JSONNumber(new)
        case .string: JSONString.decoded(old) == JSONString.decoded(new)
        case .null, .boolean, .array, .object: false
        }
    }

    private mutating func compareElements(_ left: Int, _ right: Int) {
        let (old, new) = (recorded.children(of: left), replayed.children(of: right))
        steps.append(.element)
        for (one, other) in zip(old, new) { compare(one, other) }
        if old.count > new.count { note(.missing, old[new.count], nil) }
        if new.count > old.count { note(.added, nil, new[old.count]) }
        steps.removeLast()
    }

    private mutating func compareMembers(_ left: Int, _ right: Int) {
        let (old, new) = (recorded.children(of: left), replayed.children(of: right))
        // Of two members of one name the last one counts, as nearly all readers have it (RFC 8259, section 4).
        var places: [ArraySlice<UInt8>: Int] = [:]
        for other in new { places[Self.name(replayed, other)] = other }
        var own: [ArraySlice<UInt8>: Int] = [:]
        for one in old { own[Self.name(recorded, one)] = one }
        for one in old {
            let name = Self.name(recorded, one)
            guard own[name] == one else { continue }
            steps.append(.recordedMember(one))
            if let other = places.removeValue(forKey: name) { compare(one, other) } else { note(.missing, one, nil) }
            steps.removeLast()
        }
        for other in new where places[Self.name(replayed, other)] == other {
            steps.append(.replayedMember(other))
            note(.added, nil, other)
            steps.removeLast()
        }
    }

    /// The path to what is compared.
    private var path: FieldPath {
        var path = FieldPath()
        path.steps = steps.map { step in
            switch step {
            case .element: .element
            case .recordedMember(let place): Self.step(Self.name(recorded, place))
            case .replayedMember(let place): Self.step(Self.name(replayed, place))
            }
        }
        return path
    }

    private static func step(_ name: ArraySlice<UInt8>) -> FieldPath.Step {
        if SecretText.isData(name: name) { return .anyMember }
        return .member(String(decoding: name.prefix(longestName), as: UTF8.self))
    }

    private static func name(_ structure: JSONStructure, _ place: Int) -> ArraySlice<UInt8> {
        JSONString.decoded(structure.text[structure.nodes[place].key])
    }

    private mutating func note(_ kind: FieldDifference.Kind, _ left: Int?, _ right: Int?) {
        let field = path.text
        let key = Met(field: field, kind: kind)
        guard !met.contains(key) else { return }
        if met.count < Self.mostMet { met.insert(key) }
        guard counts(field, kind), found.count < Self.mostFields else { return }
        found.append(Found(field: field, kind: kind, recorded: left, replayed: right))
    }
}
