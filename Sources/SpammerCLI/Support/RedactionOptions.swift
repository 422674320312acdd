import ArgumentParser
import Corpus

/// The options that say how a corpus is redacted.
struct RedactionOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The key of the pseudonyms, 16 bytes or more: with the same key equal values are equal in several corpora. "
                + "Without it a key is made and thrown away.",
            valueName: "file"
        ),
        completion: .file()
    )
    var redactKeyFile: String?

    @Option(
        help: ArgumentHelp("Rules of your own, in YAML: headers, parameters, patterns, keep.", valueName: "file"),
        completion: .file()
    )
    var redactRules: String?

    /// Whether one of them was given.
    var isGiven: Bool { redactKeyFile != nil || redactRules != nil }

    /// What is redacted, and under which key.
    func policy() throws -> RedactionPolicy {
        var rules = RedactionRules()
        if let redactRules {
            let yaml = try GivenFile.text(redactRules, of: "--redact-rules")
            do throws(RedactionRulesError) {
                rules = try RedactionRules(yaml: yaml)
            } catch {
                throw CommandError("--redact-rules \(redactRules): \(error)")
            }
        }
        guard let redactKeyFile else { return RedactionPolicy(rules: rules) }
        let key = Array(try GivenFile.bytes(redactKeyFile, of: "--redact-key-file"))
        guard key.count >= RedactionPolicy.leastKeyBytes else {
            throw CommandError(
                "--redact-key-file \(redactKeyFile): expected \(RedactionPolicy.leastKeyBytes) bytes or more, and it has "
                    + "\(key.count); `openssl rand -out \(redactKeyFile) 32` makes a key"
            )
        }
        return RedactionPolicy(rules: rules, key: key)
    }
}
