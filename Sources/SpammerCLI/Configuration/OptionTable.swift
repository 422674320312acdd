import ArgumentParser
import Foundation

/// The options of a command, as its parser declares them: the one list that help, configuration files and summaries go by.
struct OptionTable {
    /// An option, a flag, or an argument without a name.
    struct Entry {
        /// The name by which all else here knows it, without dashes: `header`.
        let name: String
        /// Whether it stands alone, without a value.
        let isFlag: Bool
        /// Whether it is an argument that stands without its name.
        let isPositional: Bool
        /// Whether it may be given again.
        let isRepeating: Bool
        /// The value that it has where it is not given; nil for none.
        let defaultValue: String?
    }

    /// In the order of the help.
    let entries: [Entry]
    private let byName: [String: Entry]
    private let byLetter: [Character: Entry]

    /// The options of a command.
    init(of command: (some ParsableArguments).Type) {
        let dump = try? JSONDecoder().decode(Dump.self, from: Data(command._dumpHelp().utf8))
        var entries: [Entry] = []
        var byName: [String: Entry] = [:]
        var byLetter: [Character: Entry] = [:]
        for argument in dump?.command.arguments ?? [] {
            let names = argument.names ?? []
            let long = names.filter { $0.kind == "long" }.map(\.name)
            guard let name = long.first ?? argument.valueName, !Self.others.contains(name) else { continue }
            let entry = Entry(
                name: name,
                isFlag: argument.kind == "flag",
                isPositional: argument.kind == "positional",
                isRepeating: argument.isRepeating,
                defaultValue: argument.defaultValue
            )
            entries.append(entry)
            for name in long { byName[name] = entry }
            if entry.isPositional { byName[name] = entry }
            for letter in names where letter.kind == "short" { byLetter[Character(letter.name)] = entry }
        }
        self.entries = entries
        self.byName = byName
        self.byLetter = byLetter
    }

    /// What is no setting of a run.
    private static let others: Set<String> = ["help", "version"]

    /// The option with a long name, without its dashes.
    subscript(name: some StringProtocol) -> Entry? { byName[String(name)] }

    /// The option with a letter.
    subscript(letter: Character) -> Entry? { byLetter[letter] }

    /// The option's name that is most like a word; nil where none is.
    func name(like word: String) -> String? { EditDistance.nearest(to: word, of: byName.keys) }

    /// What the argument parser tells of itself, as far as it is read.
    private struct Dump: Decodable {
        struct Command: Decodable {
            var arguments: [Argument]?
        }
        struct Argument: Decodable {
            struct Name: Decodable {
                var kind: String
                var name: String
            }
            var kind: String
            var isRepeating: Bool
            var names: [Name]?
            var valueName: String?
            var defaultValue: String?
        }
        var command: Command
    }
}
