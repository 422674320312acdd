import Analysis
import ArgumentParser
import Corpus
import Foundation
import Report
import SpammerKit

/// `spammer merge`: several corpora as one, or the summaries of a replay's shards.
struct MergeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge",
        abstract: "Join corpora, or the runs of a replay's shards.",
        discussion: """
            spammer merge monday.corpus tuesday.corpus -o week.corpus
            spammer merge prod-*.corpus --same-recording -o prod.corpus

            Corpora become one, in order of time. However many there are, memory stays the same: those that lie behind one \
            another in time are read one by one, and of those that overlap \(CorpusMerge.fanIn) at once.

            spammer merge run-*.json -o run.json --html run.html
            spammer merge results/ --shards 8 --wait 2h -o run.json

            The summaries of shards (`replay --shard`) become one: histograms are added up, not averaged. A shard that is \
            missing, there twice, or failed is named, and the verdict is then invalid.
            """
    )

    @Argument(
        help: "The corpora, - is standard input; or summaries, or the folder that they are in.",
        completion: .file()
    )
    var corpora: [String]

    @OptionGroup
    var target: CorpusOutputOptions

    @Flag(
        help: "They are files of one recording, as --rotate writes them: a connection's number is the same one in all."
    )
    var sameRecording = false

    @OptionGroup(title: "How the corpora are read")
    var reading: ReadingOptions

    @Flag(help: "Of summaries: judge what is there, though shards are missing, there twice, or failed.")
    var allowMissing = false

    @Option(help: ArgumentHelp("Of summaries: how many shards there should be.", valueName: "n"))
    var shards: Int?

    @Option(help: "Of summaries: wait so long for the shards to end.")
    var wait: DurationValue?

    @Option(
        help: "Of summaries: the run as one HTML page that loads nothing; an earlier one is renamed with its time.",
        completion: .file()
    )
    var html: String?

    @OptionGroup(title: "Reports, of summaries")
    var reports: ReportOptions

    func validate() throws {
        if let shards, !(1...Shard.most).contains(shards) {
            throw ValidationError("--shards has to be 1 to \(Shard.most)")
        }
        guard corpora.filter({ $0 == "-" }).count <= 1 else {
            throw ValidationError("standard input can be read once only")
        }
    }

    func run() async throws {
        if wait != nil || shards != nil || ShardFiles.areAny(corpora) { return try await mergeSummaries() }
        guard html == nil, reports.isEmpty else {
            throw ValidationError(
                "--html, --junit and --markdown are for the summaries of shards, and these are corpora"
            )
        }
        let merge = try CorpusMerge(
            paths: corpora,
            options: reading.options(showsProgress: true),
            isOneRecording: sameRecording
        )
        try target.write(merge, "Merged", step: "merge of \(corpora.count) corpora")
    }

    private func mergeSummaries() async throws {
        try reports.check(besides: [target.output, html])
        let files = ShardFiles(paths: corpora, count: shards)
        if let wait { try await files.wait(until: .now.advanced(by: .nanoseconds(Int64(clamping: wait.nanoseconds)))) }
        let set = try ShardSet(try files.read(), count: shards)
        let summary = RunSummary(merging: set, allowsMissing: allowMissing)
        let file = OutputFile(path: target.output)
        try file.setAsideEarlier()
        try file.write(try summary.json())
        if target.output != "-", html != "-", !reports.takesStandardOutput {
            StandardOutput.write(ShardText(set.parts).text(StandardOutput.style) + "\n")
            StandardOutput.write(SummaryText(summary).text(StandardOutput.style))
            StandardOutput.write("\nThe merged summary is in \(target.output)\n")
        }
        if let html { try PageFile.write(ReportPage(summary).html, to: html) }
        try reports.write(summary)
        throw RunResult(summary).exitCode
    }
}
