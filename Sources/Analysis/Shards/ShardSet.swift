import FoundationEssentials

/// The parts of one replay, as their files have them: which are there, and what is wrong with which.
package struct ShardSet: Sendable {
    /// A file that should hold a part's summary.
    package struct File: Sendable {
        /// Its name.
        package var name: String
        /// What it holds; or why that cannot be read.
        package var content: Result<RunSummary, Fault>

        /// A file and what was found in it.
        package init(name: String, content: Result<RunSummary, Fault>) {
            self.name = name
            self.content = content
        }
    }

    /// Why a part cannot be read, in words.
    package struct Fault: Error, CustomStringConvertible {
        /// The words.
        package let description: String

        /// A fault in words.
        package init(_ description: String) {
            self.description = description
        }
    }

    /// The parts, by number: one for each that there should be.
    package private(set) var parts: [ShardSummary]
    /// The summaries that are there, by number.
    let summaries: [RunSummary]
    /// What is wrong with the parts, in sentences.
    package private(set) var problems: [String] = []

    /// What is wrong, as a verdict has it: of many, the first ones and how many more there are.
    var reasons: [String] {
        guard problems.count > Self.mostReasons else { return problems }
        let more = problems.count - Self.mostReasons
        return problems.prefix(Self.mostReasons) + ["The same, or worse, goes for \(more) more; `shards` names each."]
    }

    /// The most parts: each of them has to come by some requests.
    package static let mostParts = 4096

    /// So many reasons are read by somebody.
    private static let mostReasons = 8

    /// Parts that begin further apart than this are not one load.
    static let mostStartSpread = 1.0

    /// Puts the parts in order.
    ///
    /// - Parameters:
    ///   - files: the files, in any order.
    ///   - count: how many parts there should be, where somebody knows; otherwise the parts say it.
    /// - Throws: ``ShardError`` where they cannot be parts of one replay.
    package init(_ files: [File], count: Int? = nil) throws(ShardError) {
        var unreadable: [(name: String, fault: Fault)] = []
        var found: [(name: String, shard: ShardSummary, summary: RunSummary)] = []
        for file in files {
            switch file.content {
            case .failure(let fault): unreadable.append((file.name, fault))
            case .success(let summary):
                guard let shard = summary.shard else { throw .whole(file.name) }
                found.append((file.name, shard, summary))
            }
        }
        guard let first = found.first else {
            throw .none(unreadable.map { "\($0.name): \($0.fault)" })
        }
        let whole = count ?? first.shard.count
        guard (1...Self.mostParts).contains(whole) else {
            throw .noPart(first.name, "\(first.shard.index) of \(first.shard.count)")
        }
        for other in found {
            guard other.shard.count == whole, (1...whole).contains(other.shard.index) else {
                throw .otherCount(other.name, "\(other.shard.index) of \(other.shard.count)", whole)
            }
            if let difference = Self.difference(first.summary, other.summary) {
                throw .otherRun(first.name, other.name, difference)
            }
        }
        var parts = (1...whole).map { ShardSummary(index: $0, count: whole) }
        var summaries: [Int: RunSummary] = [:]
        var problems: [String] = []
        for (name, shard, summary) in found.sorted(by: { $0.shard.index < $1.shard.index }) {
            let place = shard.index - 1
            if let earlier = parts[place].file {
                let words = "there twice, in \(earlier) and in \(name): its requests were sent twice, or counted twice"
                parts[place].problem = words
                problems.append("Shard \(shard.index) of \(whole) is \(words).")
                continue
            }
            parts[place] = Self.described(shard, summary, file: name)
            summaries[place] = summary
            if let problem = parts[place].problem { problems.append("Shard \(shard.index) of \(whole) \(problem).") }
        }
        for (name, fault) in unreadable { problems.append("\(name) cannot be read: \(fault).") }
        for place in parts.indices where parts[place].file == nil {
            let words = "is missing: it failed, or its summary was not given"
            parts[place].problem = words
            problems.append("Shard \(place + 1) of \(whole) \(words).")
        }
        self.parts = parts
        self.problems = problems
        self.summaries = summaries.sorted { $0.key < $1.key }.map(\.value)
        noteStarts()
    }

    /// What of two runs differs that parts of one replay have in common; nil for nothing.
    private static func difference(_ one: RunSummary, _ other: RunSummary) -> String? {
        if one.kind != other.kind { return "one is a replay and the other is not" }
        if one.corpus?.digest != other.corpus?.digest { return "they replayed different corpora" }
        if one.pacing.mode != other.pacing.mode || one.pacing.speed != other.pacing.speed {
            return "their paces differ"
        }
        for key in ["target", "pacing", "connection_mapping", "selection", "duration"]
        where one.configuration[key] != other.configuration[key] {
            return "their \(key) differs"
        }
        return nil
    }

    private static func described(_ shard: ShardSummary, _ summary: RunSummary, file: String) -> ShardSummary {
        var part = shard
        part.file = file
        part.startedAt = summary.startedAt
        part.sent = summary.books.sent
        part.outcome = summary.verdict.outcome
        if summary.pacing.stoppedEarly == true {
            part.problem = "was stopped before its end"
        } else if summary.verdict.outcome == .invalid {
            let reason = summary.verdict.reasons.first.map { ": " + $0.trimmingSuffix(while: { $0 == "." }) } ?? ""
            part.problem = "is not valid\(reason)"
        }
        return part
    }

    /// Parts that do not begin together are another load than the one that was asked for.
    private mutating func noteStarts() {
        let starts = parts.map { $0.startedAt.flatMap(Self.seconds) }
        guard let first = starts.compactMap(\.self).min() else { return }
        for place in parts.indices {
            guard let start = starts[place], start - first > Self.mostStartSpread, parts[place].problem == nil else {
                continue
            }
            let late = ((start - first) * 10).rounded() / 10
            let words = "began \(late) s after the first one: give all of them one --start-at"
            parts[place].problem = words
            problems.append("Shard \(place + 1) of \(parts.count) \(words).")
        }
    }

    private static func seconds(_ text: String) -> Double? {
        (try? Date.ISO8601FormatStyle(includingFractionalSeconds: true).parse(text))?.timeIntervalSince1970
    }
}

extension StringProtocol {
    fileprivate func trimmingSuffix(while predicate: (Character) -> Bool) -> String {
        var text = String(self)
        while let last = text.last, predicate(last) { text.removeLast() }
        return text
    }
}

/// Files that are not the parts of one replay.
package enum ShardError: Error, CustomStringConvertible {
    /// None of them can be read.
    case none([String])
    /// It is a whole run.
    case whole(String)
    /// It is one of another number of parts.
    case otherCount(String, String, Int)
    /// It is one of a number of parts that there cannot be.
    case noPart(String, String)
    /// It is a part of another run.
    case otherRun(String, String, String)

    package var description: String {
        switch self {
        case .none(let faults):
            "expected the summaries of shards, and there is none that can be read"
                + (faults.isEmpty ? "" : ": " + faults.joined(separator: "; "))
        case .whole(let name):
            "\(name) is the summary of a whole run and not of a shard; `replay --shard` makes those, and `compare` takes whole runs"
        case .otherCount(let name, let what, let count):
            "\(name) is shard \(what), and the others are of \(count): they are not of one replay"
        case .noPart(let name, let what):
            "\(name) says that it is shard \(what), and there are 1 to \(ShardSet.mostParts) of them: was it edited?"
        case .otherRun(let one, let other, let difference):
            "\(one) and \(other) are not shards of one replay: \(difference)"
        }
    }
}
