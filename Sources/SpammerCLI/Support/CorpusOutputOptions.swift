import ArgumentParser
import Corpus
import Foundation
import Report

/// The options of every command that makes a corpus of others.
struct CorpusOutputOptions: ParsableArguments {
    @Option(name: .shortAndLong, help: "The corpus to write; - is standard output.", completion: .file())
    var output: String

    @Flag(help: "Replace the corpus if it is there.")
    var force = false

    @Option(
        help: ArgumentHelp("Encrypt the corpus with this key, of 32 bytes or more.", valueName: "file"),
        completion: .file()
    )
    var encryptKeyFile: String?

    @Flag(help: "Do not encrypt what is made of an encrypted corpus.")
    var plain = false

    /// What is redacted; nil for nothing.
    ///
    /// No option of these, as only `redact` has it.
    var redaction: RedactionPolicy?

    private enum CodingKeys: String, CodingKey {
        case output
        case force
        case encryptKeyFile
        case plain
    }

    /// How the corpus is written.
    func options() throws -> CorpusWriter.Options {
        var options = CorpusWriter.Options()
        options.overwrite = force
        options.redaction = redaction
        options.key = try encryptKeyFile.map { try ReadingOptions.key(of: $0, "--encrypt-key-file") }
        return options
    }

    /// A transform that writes there.
    func transform() throws -> CorpusTransform {
        CorpusTransform(output: output, options: try options())
    }

    /// Writes what is chosen of some corpora, and says what became of them.
    ///
    /// - Parameters:
    ///   - verb: what was done to the exchanges: `Kept`.
    ///   - step: what goes into the provenance.
    @discardableResult
    func write(
        _ merge: CorpusMerge,
        _ verb: String,
        step: String?,
        end: Timestamp? = nil,
        reasonToLeaveOut: (Exchange) -> String? = { _ in nil }
    ) throws -> CorpusTransform.Report {
        guard !merge.isSealed || encryptKeyFile != nil || plain else {
            throw CommandError(
                "the corpus is encrypted; encrypt \(output) too, with --encrypt-key-file, or give --plain if it is not to be"
            )
        }
        if output == "-" { try StandardOutput.checkTakesCorpus() }
        var transform = try transform()
        transform.end = end
        let report = try transform.run(merge, step: step, reasonToLeaveOut: reasonToLeaveOut)
        let text = TransformText(verb: verb, path: output, report: report, total: merge.total, lost: merge.skipped)
        if output == "-" {
            StandardError.write(text.text(StandardError.style))
        } else {
            StandardOutput.write(text.text(StandardOutput.style))
        }
        for path in merge.incomplete {
            StandardError.write("spammer: \(path) has no end; it was read as far as it is whole\n")
        }
        return report
    }
}
