import Analysis
import Corpus
import Foundation
import Report
import TestSupport

/// Two summaries, which are compared or merged, and shown.
///
/// A summary that is read at all has several kilobytes, so that a fuzzer would not come upon one. What it makes are changes of
/// a sound one.
enum SummaryTarget {
    /// What a run is of.
    private struct Options: OptionSet {
        let rawValue: UInt8
        /// Both documents are as they come, with a 0 between, and no changes of sound ones.
        static let whole = Options(rawValue: 1)
        /// They are merged, and not compared.
        static let merge = Options(rawValue: 2)
        /// The sound ones have the seconds of their endpoints, from which a comparison draws its samples for a while.
        static let seconds = Options(rawValue: 4)
        /// What comes of them is shown.
        static let show = Options(rawValue: 8)
    }

    /// A byte of options, then changes of both.
    static func run(_ bytes: [UInt8]) {
        var input = FuzzBytes(bytes)
        let options = Options(rawValue: input.byte())
        let summaries: [RunSummary?]
        if options.contains(.whole) {
            summaries = [read(input.takePart()), read(input.takeAll())]
        } else {
            let sound = options.contains(.seconds) ? SoundSummary.withSeconds : SoundSummary.withoutSeconds
            // Most of a run's time is reading and writing, which what is sound need not be looked at again for.
            summaries = zip(sound, SoundSummary.changes(&input, of: sound)).map { sound, changes in
                changes.isEmpty ? sound.summary : read(sound.json.changed(changes))
            }
        }
        guard let first = summaries[0], let second = summaries[1] else { return }
        if options.contains(.merge) {
            requireMerge(first, second, shows: options.contains(.show))
        } else {
            requireComparison(first, second, shows: options.contains(.show))
        }
    }

    /// A summary that can be read can be written, and is read as the same one again.
    private static func read(_ json: [UInt8]) -> RunSummary? {
        do throws(SummaryError) {
            let summary = try RunSummary(json: Data(json))
            requireWritten(summary)
            return summary
        } catch {
            require(!error.description.isEmpty, "an error without words")
            return nil
        }
    }

    private static func requireWritten(_ summary: RunSummary) {
        do throws(SummaryError) {
            let again = try RunSummary(json: summary.json())
            require(again == summary, "it is read as another one")
        } catch {
            broken("it is not read again: \(error)")
        }
    }

    private static func requireComparison(_ first: RunSummary, _ second: RunSummary, shows: Bool) {
        let (before, after) = (LabelledRun(label: "a", summary: first), LabelledRun(label: "b", summary: second))
        let comparison = Comparison(
            baseline: LabelledRuns(before),
            candidate: LabelledRuns(after),
            thresholds: SoundSummary.thresholds
        )
        requireEncoded(comparison)
        guard shows else { return }
        require(!ComparisonText(comparison).text(.plain).isEmpty, "nothing")
        require(!ReportPage(comparison, baseline: before, candidate: after).html.isEmpty, "nothing")
        require(!MarkdownReport(comparison).text.isEmpty && !JUnitReport(comparison).xml.isEmpty, "nothing")
        if let middle = LabelledRuns([before, after, before]) {
            requireEncoded(Comparison(baseline: middle, candidate: LabelledRuns(after), noise: [before, after]))
        }
    }

    private static func requireEncoded(_ comparison: Comparison) {
        do {
            require(try !JSONEncoder().encode(comparison).isEmpty, "nothing")
        } catch {
            broken("a comparison that cannot be written: \(error)")
        }
    }

    private static func requireMerge(_ first: RunSummary, _ second: RunSummary, shows: Bool) {
        let files = [first, second].enumerated().map { ShardSet.File(name: "\($0)", content: .success($1)) }
        do throws(ShardError) {
            let set = try ShardSet(files)
            let merged = RunSummary(merging: set)
            if first.books.imbalances.isEmpty, second.books.imbalances.isEmpty {
                require(merged.books.imbalances.isEmpty, "\(merged.books.imbalances)")
            }
            requireWritten(merged)
            guard shows else { return }
            require(!ShardText(set.parts).text(.plain).isEmpty, "nothing")
            require(!SummaryText(merged).text(.plain).isEmpty && !ReportPage(merged).html.isEmpty, "nothing")
            require(!MarkdownReport(merged).text.isEmpty && !JUnitReport(merged).xml.isEmpty, "nothing")
        } catch {
            require(!error.description.isEmpty, "an error without words")
        }
    }
}

/// A summary that changes are made of.
private struct SoundSummary {
    let summary: RunSummary
    let json: JSONValues

    static let thresholds = ["p99 <= 1.1x", "failures <= 1%", "rate >= 95%", "mismatches <= 0", "GET /: p95 < 1s"]
        .compactMap { try? Threshold($0) }

    /// Two shards of one run.
    static let withSeconds = shards { _ in }
    /// The same without the seconds of their endpoints.
    static let withoutSeconds = shards { summary in
        for place in summary.endpoints.indices { summary.endpoints[place].seconds = nil }
    }

    private static func shards(_ change: (inout RunSummary) -> Void) -> [SoundSummary] {
        (1...2).map { shard in
            var summary = summary(shard: shard)
            change(&summary)
            return SoundSummary(summary: summary, json: JSONValues(Array((try? summary.json()) ?? Data())))
        }
    }

    /// What is changed of each shard: a byte that says of which one, two that say of which value, and the text, behind a byte of
    /// its length, that takes its place.
    static func changes(_ input: inout FuzzBytes, of shards: [SoundSummary]) -> [[Int: [UInt8]]] {
        var changes: [[Int: [UInt8]]] = shards.map { _ in [:] }
        while !input.isEmpty {
            let shard = Int(input.byte()) % shards.count
            let number = Int(input.short()) % max(1, shards[shard].json.values.count)
            changes[shard][number] = input.take(Int(input.byte()))
        }
        return changes
    }

    /// A replay's shard that has all parts that a summary may have.
    private static func summary(shard: Int) -> RunSummary {
        var run = RunBuilder(endpoints: ["GET /", "POST /b"])
        for number in 0..<24 {
            run.add(
                RunBuilder.measurement(
                    endpoint: number % 2,
                    at: Double(number) * 100,
                    took: 0.1 + Double(number) / 100,
                    result: number == 7 ? .failed(.task) : .passed,
                    bytes: 100,
                    recorded: number == 9 ? 404 : 200,
                    recordedDuration: 0.12
                ),
                reason: number == 7 ? "it was refused" : nil
            )
        }
        run.recorder.schedule(at: RunBuilder.instant(50))
        run.recorder.drop(endpoint: 0, intended: RunBuilder.instant(50))
        run.recorder.move(by: 1_000_000)
        return run.summary { context in
            context.speed = 2
            context.configuration = ["target": "http://t", "threads": "2"]
            context.corpus = CorpusSummary(
                name: "c",
                digest: "00",
                exchanges: 80,
                spanSeconds: 4,
                sources: ["x (pcap)"]
            )
            context.connections = ConnectionSummary(
                opened: 1,
                failed: 0,
                reused: 39,
                reset: 0,
                bytesReceived: 9,
                bytesSent: 9
            )
            context.dns = DNSSummary(lookups: 1, hits: 1, failures: 0, time: 1)
            context.cookies = CookieSummary()
            context.correlation = CorrelationSummary()
            context.thresholds = thresholds
            context.shard = ShardSummary(index: shard, count: 2)
            var floor = LatencyHistogram()
            floor.record(70_000)
            context.timerFloor = floor
            var responses = ResponsesSummary()
            responses.checked = 2
            responses.equal = 1
            responses.different = 1
            responses.endpoints = [ComparedEndpoint(name: "GET /", compared: 2, different: 1)]
            responses.groups = [
                DifferenceGroup(
                    endpoint: "GET /",
                    field: "$.a",
                    kind: .value,
                    count: 1,
                    example: .init(exchange: 3, recorded: "1", replayed: "2")
                )
            ]
            responses.ignored = [IgnoredField(rule: "$.b", count: 1)]
            responses.noise = [NoisyField(endpoint: "GET /", field: "$.c", kinds: [.value])]
            context.responses = responses
        }
    }
}

/// The text of a sound JSON document, and where its values are.
struct JSONValues: Sendable {
    private let text: [UInt8]
    /// The values in the order of their beginnings, those with others in them among them.
    let values: [Range<Int>]

    init(_ text: [UInt8]) {
        self.text = text
        var values: [Range<Int>] = []
        var open: [Int] = []
        var index = 0
        while index < text.count {
            let start = index
            index += 1
            switch text[start] {
            case UInt8(ascii: "{"), UInt8(ascii: "["): open.append(start)
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                if let first = open.popLast() { values.append(first..<index) }
            case UInt8(ascii: "\""):
                while index < text.count, text[index] != UInt8(ascii: "\"") {
                    index += text[index] == UInt8(ascii: "\\") ? 2 : 1
                }
                index += 1
                // Behind the name of a member is a colon.
                if index < text.count, text[index] != UInt8(ascii: ":") { values.append(start..<index) }
            case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"):
                index = text[index...].firstIndex { ",]} \n".utf8.contains($0) } ?? text.count
                values.append(start..<index)
            default: break
            }
        }
        self.values = values.sorted { ($0.lowerBound, $1.upperBound) < ($1.lowerBound, $0.upperBound) }
    }

    /// The text with others in place of some values, by their numbers; one within another that is changed stays.
    func changed(_ changes: [Int: [UInt8]]) -> [UInt8] {
        var result: [UInt8] = []
        var end = 0
        for (number, replacement) in changes.sorted(by: { $0.key < $1.key }) {
            let range = values[number]
            guard range.lowerBound >= end else { continue }
            result += text[end..<range.lowerBound] + replacement
            end = range.upperBound
        }
        return result + text[end...]
    }
}
