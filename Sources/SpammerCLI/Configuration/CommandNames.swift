import ArgumentParser

extension SpammerCommand {
    /// Throws where a word stands in the place of a command and is none, with the command that it is most like.
    ///
    /// The argument parser would call it an unexpected argument, or show the help of what is around it.
    ///
    /// - Parameter arguments: what follows the program's name.
    package static func checkNames(_ arguments: [String]) throws {
        var command: any ParsableCommand.Type = SpammerCommand.self
        // `spammer help record` names commands, too.
        let words = arguments.first == "help" ? arguments.dropFirst() : arguments[...]
        for word in words {
            let commands = command.configuration.subcommands
            guard !word.hasPrefix("-"), !commands.isEmpty else { return }
            if let named = commands.first(where: { $0.configuration.commandName == word }) {
                command = named
                continue
            }
            let names = commands.compactMap { $0.configuration.commandName }
            let like = EditDistance.nearest(to: word, of: names)
            throw ValidationError(
                "there is no command '\(word)'; "
                    + (like.map { "did you mean '\($0)'?" } ?? "there are \(names.joined(separator: ", "))")
            )
        }
    }
}
