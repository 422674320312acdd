import ArgumentParser
import Corpus

/// `spammer redact`: a corpus without its secrets.
struct RedactCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "redact",
        abstract: "Write a corpus without its secrets.",
        discussion: """
            spammer redact service.corpus -o safe.corpus
            spammer redact service.corpus -o safe.corpus \\
                --redact-key-file team.key --redact-rules rules.yaml

            Pseudonyms replace: Authorization, Proxy-Authorization, cookies, API keys and tokens in headers; tokens, passwords and \
            their like in queries, forms, JSON, XML, HTML and parts of bodies, by the names that they have and by the ends of \
            such names (authenticity_token); and e-mail addresses and card numbers anywhere. \
            A pseudonym has the length and the shape of what it stands for, and equal values have equal ones, so that the \
            requests of one user still belong together. A body in a coding other than gzip cannot be looked into, and is \
            left out.

            A rules file has any of these lines:
              headers: [X-Customer]
              parameters: [customer_id]     # in queries, forms and JSON
              patterns: [{name: customer, match: 'C-([0-9]{6})'}]
              keep: [csrf_token, e-mail, card]
            """
    )

    @Argument(help: "The corpus; - is standard input.", completion: .file())
    var corpus: String

    @OptionGroup
    var target: CorpusOutputOptions

    @OptionGroup
    var redaction: RedactionOptions

    @OptionGroup(title: "How the corpus is read")
    var reading: ReadingOptions

    func run() throws {
        var target = target
        target.redaction = try redaction.policy()
        let merge = try CorpusMerge(
            paths: [corpus],
            options: reading.options(showsProgress: true),
            isOneRecording: true
        )
        try target.write(merge, "Redacted", step: nil)
    }
}
