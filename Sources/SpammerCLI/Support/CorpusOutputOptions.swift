import ArgumentParser
import Corpus
import Foundation
import Report

/// The options of every command that makes a corpus of others.
struct CorpusOutputOptions: ParsableArguments {
    @Option(name: .shortAndLong, help: "The corpus to write; - is standard output.")
    var output: String

    @Flag(help: "Replace the corpus if it is there.")
    var force = false

    @Option(help: ArgumentHelp("Encrypt the corpus with this key, of 32 bytes or more.", valueName: "file"))
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

    /// A transform that writes there, with its progress on standard error.
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
        var transform = try transform()
        transform.end = end
        let progress = TransformProgress(total: merge.total)
        transform.progress = { progress.show($0) }
        let report = try transform.run(merge, step: step, reasonToLeaveOut: reasonToLeaveOut)
        progress.end()
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

/// A line on a terminal that says how far a command is; nothing within the first second, and nothing elsewhere.
final class TransformProgress {
    private let total: UInt64
    private let begin = DispatchTime.now().uptimeNanoseconds
    private var shown: UInt64 = 0
    private let isTerminal = isatty(STDERR_FILENO) == 1

    init(total: UInt64) {
        self.total = total
    }

    /// Shows that so many exchanges were read.
    func show(_ count: UInt64) {
        let now = DispatchTime.now().uptimeNanoseconds
        guard isTerminal, now - begin > 1_000_000_000, now - shown > 200_000_000 else { return }
        shown = now
        let seconds = Double(now - begin) / 1e9
        let rate = Double(count) / seconds
        let left = total > count ? Double(total - count) / rate : 0
        let share = total > 0 ? Int(min(100, Double(count) * 100 / Double(total))) : 100
        let line =
            "\(NumberText.count(count)) exchanges, \(share)%, \(NumberText.rate(rate)), \(NumberText.seconds(left)) left"
        StandardError.write("\r\u{1B}[K\(line)")
    }

    /// Takes the line away.
    func end() {
        if shown > 0 { StandardError.write("\r\u{1B}[K") }
    }
}
