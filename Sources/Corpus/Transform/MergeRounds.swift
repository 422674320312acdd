import Glibc

/// Files that hold what several corpora held, where more of these overlap than may be open at once.
final class MergeRounds {
    private let workplace: Workplace
    private var files: [String] = []
    /// Damaged blocks that were passed over.
    private(set) var skipped = SkippedBlocks()

    /// Merges inputs until no more than `fanIn` of them overlap; nil where that is so already.
    ///
    /// - Throws: ``CorpusError`` where one cannot be read, or there is no room.
    init?(_ inputs: inout [CorpusMerge.Input], fanIn: Int) throws(CorpusError) {
        guard Self.overlap(inputs) > fanIn else { return nil }
        workplace = try Workplace(output: "-")
        var made = 0
        while Self.overlap(inputs) > fanIn {
            // In the order in which they were given, so that equal exchanges stay in it.
            let ordered = inputs.sorted { $0.order < $1.order }
            var merged: [CorpusMerge.Input] = []
            for start in stride(from: 0, to: ordered.count, by: fanIn) {
                let group = Array(ordered[start..<min(start + fanIn, ordered.count)])
                let path = "\(workplace.file)-\(made)"
                made += 1
                files.append(path)
                try merged.append(merge(group, into: path))
                discard(group.map(\.path))
            }
            inputs = merged
        }
    }

    deinit {
        for file in files { unlink(file) }
        workplace.remove()
    }

    /// Removes those that are of an earlier round.
    private func discard(_ paths: [String]) {
        for path in paths where files.contains(path) {
            unlink(path)
            files.removeAll { $0 == path }
        }
    }

    private func merge(_ group: [CorpusMerge.Input], into path: String) throws(CorpusError) -> CorpusMerge.Input {
        // What was encrypted is so in a file that is for a while only, too.
        let seal = group[0].options.key.map { CorpusSeal($0) }
        let file = try BlockFile(path: path, replacing: false, encoder: MemberEncoder(), seal: seal)
        let merge = CorpusMerge(group)
        var result = group[0]
        while let exchange = try merge.next() {
            result.last = exchange.start
            _ = try file.append(exchange)
        }
        skipped.add(merge.skipped)
        _ = try file.flush()
        try file.close()
        result.path = path
        result.first = group.map(\.first).min() ?? result.first
        result.connectionOffset = 0
        return result
    }

    /// The most inputs whose spans have an instant in common.
    private static func overlap(_ inputs: [CorpusMerge.Input]) -> Int {
        var edges: [(Timestamp, Int)] = []
        for input in inputs {
            edges.append((input.first, 1))
            edges.append((input.last, -1))
        }
        // At one instant one begins before the other ends.
        edges.sort { ($0.0, -$0.1) < ($1.0, -$1.1) }
        var open = 0
        var most = 0
        for (_, change) in edges {
            open += change
            most = max(most, open)
        }
        return most
    }
}
