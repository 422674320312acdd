import Analysis
import ArgumentParser
import Corpus

/// The options that a command runs with: those of its configuration file, with the command line's in place of the same ones,
/// and for all else what it does by default.
package struct EffectiveOptions: Sendable {
    /// The values by option, as a summary shows them: without secrets.
    let shown: [String: ConfiguredOption]

    /// Those of the command that runs.
    @TaskLocal static var current = EffectiveOptions(shown: [:])

    private init(shown: [String: ConfiguredOption]) {
        self.shown = shown
    }

    /// Options that say the same thing in several ways: one on the command line takes the place of the others in a file.
    private static let alternatives: [Set<String>] = [
        ["speed", "rate", "rate-steps", "closed"], ["http2", "http1.1"], ["ipv4", "ipv6"],
        ["bearer-token-file", "bearer-token-command"],
    ]
    /// Options that go with others of the alternatives.
    private static let companions = ["poisson": ["speed", "closed"]]

    /// Puts the options of a configuration file, if one is named, into a command line.
    ///
    /// - Parameters:
    ///   - arguments: what follows the command's name; gets those of the file in front.
    ///   - command: the command.
    /// - Throws: where the file cannot be used; see ``ConfigurationFile``.
    init(merging arguments: inout [String], of command: (some ParsableArguments).Type) throws {
        let table = OptionTable(of: command)
        let given = GivenArguments(arguments, table)
        var values = given.values
        for (entry, value) in zip(table.entries.filter(\.isPositional), given.positionals) {
            values[entry.name] = [value]
        }
        if let path = values[ConfigurationFile.option]?.last {
            let file = try ConfigurationFile(path: path, table)
            var front: [String] = []
            for setting in file.settings where !Self.isDecided(setting.entry.name, by: values) {
                values[setting.entry.name] = setting.values
                front += Self.arguments(of: setting)
            }
            arguments = front + arguments
        }
        self.init(shown: Self.shown(values, table))
    }

    /// Whether the command line says something in place of a file's option.
    private static func isDecided(_ name: String, by given: [String: [String]]) -> Bool {
        if given[name] != nil { return true }
        if let rivals = companions[name], rivals.contains(where: { given[$0] != nil }) { return true }
        return alternatives.contains { group in group.contains(name) && group.contains { given[$0] != nil } }
    }

    private static func arguments(of setting: ConfigurationFile.Setting) -> [String] {
        if setting.entry.isPositional { return setting.values }
        if setting.entry.isFlag { return ["--\(setting.entry.name)"] }
        return setting.values.map { "--\(setting.entry.name)=\($0)" }
    }

    private static func shown(_ values: [String: [String]], _ table: OptionTable) -> [String: ConfiguredOption] {
        var shown: [String: ConfiguredOption] = [:]
        for entry in table.entries where entry.name != ConfigurationFile.option {
            if let given = values[entry.name] {
                let texts = given.map { HiddenValues.shown($0, of: entry.name) }
                shown[entry.name] =
                    entry.isFlag ? .flag(true) : entry.isRepeating ? .list(texts) : texts.last.map { .text($0) }
            } else if let value = entry.defaultValue, !entry.isFlag, !entry.isRepeating {
                shown[entry.name] = .text(value)
            }
        }
        return shown
    }
}

/// What of an option's value is not shown, as it may be a secret.
enum HiddenValues {
    /// What is shown in its place.
    private static let hidden = "(hidden)"

    /// The value of an option as others may see it.
    static func shown(_ value: String, of option: String) -> String {
        switch option {
        case "header", "add-header", "with-header":
            guard let colon = value.firstIndex(of: ":") else { return value }
            let name = value[..<colon].drop { $0 == "!" }
            return RedactionRules().hides(field: String(name)) ? "\(value[..<colon]): \(hidden)" : value
        case "set-query":
            guard let equals = value.firstIndex(of: "=") else { return value }
            return RedactionRules().hides(parameter: String(value[..<equals])) ? "\(value[..<equals])=\(hidden)" : value
        // It may have one among its arguments.
        case "bearer-token-command": return hidden
        default: return value
        }
    }
}
