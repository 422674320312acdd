/// What a command line gives, option by option, as the argument parser will read it.
struct GivenArguments {
    /// The values of each option by its name, in their order; none for a flag.
    private(set) var values: [String: [String]] = [:]
    /// The arguments that stand without a name.
    private(set) var positionals: [String] = []

    /// Reads the arguments that follow a command's name.
    ///
    /// What the parser will refuse is passed over here.
    init(_ arguments: some Sequence<String>, _ table: OptionTable) {
        var rest = Array(arguments)[...]
        while let argument = rest.popFirst() {
            if argument == "--" {
                positionals += rest
                return
            }
            if argument.hasPrefix("--") {
                let parts = argument.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                guard let entry = parts.first.flatMap({ table[$0] }), !entry.isPositional else { continue }
                take(entry, parts.count > 1 ? String(parts[1]) : nil, &rest)
            } else if argument.hasPrefix("-"), argument.count > 1 {
                takeLetters(argument.dropFirst(), table, &rest)
            } else {
                positionals.append(argument)
            }
        }
    }

    /// `-k`, `-kq`, `-R 50` or `-R=50`.
    private mutating func takeLetters(
        _ letters: Substring,
        _ table: OptionTable,
        _ rest: inout ArraySlice<String>
    ) {
        let parts = letters.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        for letter in parts[0] {
            guard let entry = table[letter] else { continue }
            take(entry, parts.count > 1 ? String(parts[1]) : nil, &rest)
        }
    }

    private mutating func take(_ entry: OptionTable.Entry, _ value: String?, _ rest: inout ArraySlice<String>) {
        if entry.isFlag {
            values[entry.name] = []
        } else if let value = value ?? rest.popFirst() {
            if entry.isRepeating { values[entry.name, default: []].append(value) } else { values[entry.name] = [value] }
        }
    }
}
