import Analysis

/// How often each recorded status was answered with which: a table whose diagonal is what was expected.
struct StatusMatrix {
    private let counts: [StatusRow]
    /// The recorded statuses that have a row, in order.
    private let recorded: [UInt16?]
    /// The statuses that came back and have a column, in order.
    private let replayed: [UInt16?]

    /// Statuses that are told apart on either side; the rarer ones stand together as others.
    private static let most = 12

    /// The statuses of a run.
    init(_ summary: RunSummary) {
        counts = summary.statusMatrix
        recorded = Self.frequent(counts, \.recorded)
        replayed = Self.frequent(counts, \.replayed)
    }

    /// The table; nothing for a run that sent nothing.
    ///
    /// - Parameter label: the run's name, where there are several.
    func html(_ label: String?) -> HTML {
        guard !counts.isEmpty else { return .none }
        let isReplay = counts.contains { $0.recorded != nil }
        let name = label.map { ": \($0)" } ?? ""
        let title = isReplay ? "Recorded and replayed status\(name)" : "Statuses\(name)"
        let hasOthers = counts.contains { !replayed.contains($0.replayed) }
        var table = PageTable(
            title,
            [.words(isReplay ? "Recorded" : "")]
                + replayed.map { .numbers(isReplay ? "→ \(Self.text($0))" : Self.text($0)) }
                + (hasOthers ? [.numbers("others")] : [])
        )
        table.style = "compact"
        func add(_ name: String, _ rows: [StatusRow]) {
            var cells = [PageTable.Cell(name)]
            for status in replayed {
                let found = rows.filter { $0.replayed == status }
                cells.append(Self.cell(found))
            }
            if hasOthers { cells.append(Self.cell(rows.filter { !replayed.contains($0.replayed) })) }
            table.add(cells)
        }
        for status in recorded {
            add(isReplay ? Self.text(status, none: "nothing") : "requests", counts.filter { $0.recorded == status })
        }
        let others = counts.filter { !recorded.contains($0.recorded) }
        if !others.isEmpty { add("others", others) }
        let intro: HTML = isReplay ? "<p class=\"note\">\(note)</p>\n" : .none
        return "<div class=\"statuses\"><h3>\(title)</h3>\n\(intro)\(table.html)</div>\n"
    }

    /// How many requests did not get the recorded status, of those that have one.
    private var note: String {
        let known = counts.filter { $0.recorded != nil }
        let isWhole = known.count == counts.count
        let changed = known.filter(\.isChange).reduce(0) { $0 &+ $1.count }
        guard changed > 0 else {
            return isWhole
                ? "Every request got the status that was recorded."
                : "Every request whose status was recorded got that one."
        }
        let all = NumberText.count(known.reduce(0) { $0 &+ $1.count }, "request")
        let rest =
            isWhole
            ? "got another status than was recorded, or none" : "whose status was recorded got another one, or none"
        return "\(NumberText.count(changed)) of \(all) \(rest)."
    }

    /// What is as recorded is plain; what is not is marked.
    private static func cell(_ rows: [StatusRow]) -> PageTable.Cell {
        let count = rows.reduce(0) { $0 &+ $1.count }
        guard count > 0 else { return PageTable.Cell("·", .faint) }
        let isChange = rows.contains(where: \.isChange)
        let isError = rows.contains { $0.recorded == nil && ($0.replayed ?? 0) >= 400 }
        return PageTable.Cell(NumberText.count(count), isChange || isError ? .bad : nil)
    }

    private static func text(_ status: UInt16?, none: String = "no response") -> String {
        status.map { String($0) } ?? none
    }

    private static func frequent(_ rows: [StatusRow], _ side: KeyPath<StatusRow, UInt16?>) -> [UInt16?] {
        var counts: [UInt16?: UInt64] = [:]
        for row in rows { counts[row[keyPath: side], default: 0] &+= row.count }
        return counts.sorted { ($0.value, $1.key ?? 0) > ($1.value, $0.key ?? 0) }.prefix(most).map(\.key)
            .sorted { ($0 ?? 0) < ($1 ?? 0) }
    }
}
