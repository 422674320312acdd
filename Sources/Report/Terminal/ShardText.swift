package import Analysis

/// The parts of a merged run as a table: when each began, what it sent, and what is wrong with it.
package struct ShardText: Sendable {
    private let shards: [ShardSummary]

    /// Shards that are shown where there are many: those with a problem come first.
    private static let mostShown = 16

    /// The text of some shards.
    package init(_ shards: [ShardSummary]) {
        self.shards = shards
    }

    /// The text, with a line break at its end.
    package func text(_ style: TextStyle = .plain) -> String {
        var page = TextPage(style)
        let there = shards.filter { $0.file != nil }
        page.section("Merged of \(NumberText.count(UInt64(there.count), "shard")) of \(shards.count)")
        let sent = there.compactMap(\.sent)
        let sum = sent.reduce(0, &+)
        if sum > 0, let largest = sent.max() {
            let mean = Double(sum) / Double(there.count)
            page.paragraph(
                "\(NumberText.count(sum, "request")); the largest shard has \(NumberText.ratio(Double(largest) / mean)) of the mean"
            )
        }
        var table = TextTable([
            .numbers("shard"), .words("host"), .numbers("requests"), .numbers("start offset"),
            .numbers("clock within"), .sentences(""),
        ])
        let sorted = shards.filter { $0.problem != nil } + shards.filter { $0.problem == nil }
        for shard in sorted.prefix(Self.mostShown) {
            table.add([
                TextTable.Cell("\(shard.index)"), TextTable.Cell(shard.host ?? ""),
                TextTable.Cell(shard.sent.map { NumberText.count($0) } ?? ""),
                TextTable.Cell(shard.startOffset.map { NumberText.time(milliseconds: $0) } ?? ""),
                TextTable.Cell(shard.clockError.map { NumberText.time(milliseconds: $0) } ?? ""),
                TextTable.Cell(shard.problem ?? "", shard.problem == nil ? nil : .bad),
            ])
        }
        page.add(table)
        let rest = shards.count - Self.mostShown
        if rest > 0 { page.paragraph("and \(NumberText.count(UInt64(rest), "more shard"))") }
        return page.text
    }
}
