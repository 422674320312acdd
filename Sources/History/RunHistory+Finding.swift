package import Analysis
import Corpus
import GRDB

extension RunHistory {
    /// Labels that an error names.
    private static let mostNamed = 5

    /// The runs that have all of some labels, oldest first.
    ///
    /// - Parameters:
    ///   - labels: what each of them has.
    ///   - newest: the most runs: the last ones; nil for all.
    package func runs(with labels: [RunLabel] = [], newest: Int? = nil) throws(HistoryError) -> [KeptRun] {
        let condition = String(
            repeating: " AND EXISTS (SELECT 1 FROM label WHERE run = run.id AND name = ? AND value = ?)",
            count: labels.count
        )
        let arguments = StatementArguments(labels.flatMap { [$0.name, $0.value] })
        return try read { database in
            try fetch(database, where: "1\(condition)", arguments, newest: newest)
        }
    }

    /// The runs that a person means by a text, oldest first, of which there is at least one.
    ///
    /// - Parameter text: a run's number (`12`), a label (`release=v1.4`), or a label's value alone (`v1.4`).
    /// - Throws: ``HistoryError/noSuchRun(_:path:labels:)``, or ``HistoryError/ambiguous(_:labels:)`` where labels of several names
    ///   have the value.
    package func runs(called text: String) throws(HistoryError) -> [KeptRun] {
        if let id = Int64(text) {
            let runs = try read { try fetch($0, where: "id = ?", [id]) }
            if !runs.isEmpty { return runs }
        }
        if let label = RunLabel(text) {
            let runs = try runs(with: [label])
            if !runs.isEmpty { return runs }
        }
        let names = try read { database in
            try String.fetchAll(
                database,
                sql: "SELECT DISTINCT name FROM label WHERE value = ? ORDER BY name",
                arguments: [text]
            )
        }
        let labels = names.compactMap { RunLabel(name: $0, value: text) }
        guard let label = labels.first else {
            throw .noSuchRun(text, path: path, labels: try newestLabels(Self.mostNamed))
        }
        guard labels.count == 1 else { throw .ambiguous(text, labels: labels) }
        return try runs(with: [label])
    }

    /// The figures of an endpoint, or of all together where none is named, by the number of the run.
    package func figures(of endpoint: String?) throws(HistoryError) -> [Int64: KeptFigures] {
        try read { try FigureTable.figures(of: endpoint, $0) }
    }

    /// The endpoints that runs have figures of, those of most runs first.
    ///
    /// - Parameter most: how many at most.
    package func endpoints(most: Int) throws(HistoryError) -> [String] {
        try read { database in
            try String.fetchAll(
                database,
                sql: """
                    SELECT endpoint FROM figure WHERE endpoint != ''
                    GROUP BY endpoint ORDER BY count(*) DESC, endpoint LIMIT ?
                    """,
                arguments: [most]
            )
        }
    }

    /// The labels of the newest runs, each one once.
    private func newestLabels(_ count: Int) throws(HistoryError) -> [RunLabel] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT name, value FROM label JOIN run ON run.id = label.run
                    GROUP BY name, value ORDER BY max(started_at) DESC, name LIMIT ?
                    """,
                arguments: [count]
            )
            .compactMap(RunLabel.init(row:))
        }
    }

    private func fetch(
        _ database: Database,
        where condition: String,
        _ arguments: StatementArguments,
        newest: Int? = nil
    ) throws -> [KeptRun] {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT id, started_at, kind, verdict, tool_version, run.sent, run.failures, corpus, corpus_digest,
                    target, pace, speed, asked_rate, reached_rate, closed, revision, host, service_p99
                FROM run LEFT JOIN figure ON figure.run = run.id AND figure.endpoint = ''
                WHERE \(condition) ORDER BY started_at DESC, id DESC LIMIT ?
                """,
            arguments: arguments + [newest ?? -1]
        )
        let labels = try database.makeStatement(sql: "SELECT name, value FROM label WHERE run = ?")
        return try rows.reversed().map { row in
            let pairs = try Row.fetchAll(labels, arguments: [try row.decode(Int64.self, forColumn: "id")])
            return try KeptRun(row, labels: pairs.compactMap(RunLabel.init(row:)))
        }
    }
}

// A column of SQLite's may hold anything, whatever it was declared as: what does not fit is an error, and never a trap.

extension RunLabel {
    /// The label of a row; nil for what is none.
    fileprivate init?(row: Row) throws {
        self.init(
            name: try row.decode(String.self, forColumn: "name"),
            value: try row.decode(String.self, forColumn: "value")
        )
    }
}

extension KeptRun {
    /// The run of a row; a kind or a verdict that only a newer Spammer knows counts as the least sure.
    fileprivate init(_ row: Row, labels: [RunLabel]) throws {
        func text(_ column: String) throws -> String? { try row.decode(String?.self, forColumn: column) }
        func number(_ column: String) throws -> Int64 { try row.decode(Int64.self, forColumn: column) }
        self.init(
            id: try number("id"),
            startedAt: Timestamp(nanoseconds: try number("started_at")),
            kind: try text("kind").flatMap(RunSummary.Kind.init) ?? .run,
            verdict: try text("verdict").flatMap(Verdict.Outcome.init) ?? .invalid,
            toolVersion: try text("tool_version") ?? "",
            sent: UInt64(clamping: try number("sent")),
            failures: UInt64(clamping: try number("failures")),
            origin: RunOrigin(labels: labels, revision: try text("revision"), host: try text("host"))
        )
        corpus = try text("corpus")
        corpusDigest = try text("corpus_digest")
        target = try text("target")
        serviceTimeP99 = try row.decode(Double?.self, forColumn: "service_p99")
        if let mode = try text("pace").flatMap(PacingSummary.Mode.init),
            let rate = try row.decode(Double?.self, forColumn: "asked_rate")
        {
            pace = KeptPace(
                mode: mode,
                speed: try row.decode(Double?.self, forColumn: "speed"),
                askedRate: rate,
                isClosed: try row.decode(Bool?.self, forColumn: "closed") ?? false
            )
        }
        reachedRate = try row.decode(Double?.self, forColumn: "reached_rate")
    }
}
