/// Remembers which names are those of secrets: traffic has few names, and many of each.
struct KnownNames {
    private var rules: [ArraySlice<UInt8>: String?] = [:]

    /// Names that are remembered, and the longest one that is.
    private static let limit = 4096
    private static let longest = 128

    /// The rule under which the value of a name is counted; nil where it is no secret.
    ///
    /// - Parameters:
    ///   - name: the name as it is written.
    ///   - find: finds the rule of a name that is new.
    mutating func rule(of name: ArraySlice<UInt8>, _ find: (ArraySlice<UInt8>) -> String?) -> String? {
        if let known = rules[name] { return known }
        let rule = find(name)
        if name.count <= Self.longest {
            if rules.count >= Self.limit { rules.removeAll(keepingCapacity: true) }
            // A copy, as a slice would keep all of what it is a part of.
            rules[ArraySlice(Array(name))] = .some(rule)
        }
        return rule
    }
}
