import ArgumentParser
import SpammerCLI
import TestSupport

/// A file of options, as `replay --config` reads it, and each value of it as the command line does.
enum SettingsTarget {
    static func run(_ bytes: [UInt8]) {
        guard let folder = try? TemporaryFolder(), let path = try? folder.write("options.yaml", bytes) else { return }
        var arguments = ["replay", "--config", path]
        do {
            _ = try SpammerCommand.options(merging: &arguments)
            _ = try SpammerCommand.parseAsRoot(arguments)
        } catch {
            require(!SpammerCommand.fullMessage(for: error).isEmpty, "an error without words: \(error)")
            let code = SpammerCommand.exitCode(for: error)
            require(code == .validationFailure || code == .failure, "an exit code of \(code.rawValue)")
        }
    }
}
