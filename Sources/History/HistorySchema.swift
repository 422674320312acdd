import Analysis
import Foundation
import GRDB

/// The tables of a run history, version by version.
///
/// A version that was ever released stays as it is: files of it are out there. A change is a migration of its own.
enum HistorySchema {
    /// The changes from one version to the next.
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1", migrate: first)
        migrator.registerMigration("2", migrate: second)
        migrator.registerMigration("3", migrate: third)
        return migrator
    }

    /// Runs, with their summaries as JSON that is gzipped, and their labels.
    ///
    /// Instants are nanoseconds since 1970. A summary of an hour with 50 endpoints is some megabytes of JSON, and a tenth of that
    /// here.
    private static func first(_ database: Database) throws {
        try database.execute(
            sql: """
                CREATE TABLE run (
                    id INTEGER PRIMARY KEY AUTOINCREMENT,
                    started_at INTEGER NOT NULL,
                    kind TEXT NOT NULL,
                    verdict TEXT NOT NULL,
                    tool_version TEXT NOT NULL,
                    sent INTEGER NOT NULL,
                    failures INTEGER NOT NULL,
                    corpus TEXT,
                    corpus_digest TEXT,
                    revision TEXT,
                    host TEXT,
                    summary BLOB NOT NULL
                );
                CREATE TABLE label (
                    run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
                    name TEXT NOT NULL,
                    value TEXT NOT NULL,
                    PRIMARY KEY (run, name)
                ) WITHOUT ROWID;
                CREATE INDEX label_by_value ON label (value, name);
                CREATE INDEX run_by_start ON run (started_at);
                """
        )
    }

    /// The target and the pace of runs, which have to be alike to be held against each other, and the figures that trends are
    /// made of.
    private static func second(_ database: Database) throws {
        try database.execute(
            sql: """
                ALTER TABLE run ADD COLUMN target TEXT;
                ALTER TABLE run ADD COLUMN pace TEXT;
                ALTER TABLE run ADD COLUMN speed REAL;
                ALTER TABLE run ADD COLUMN asked_rate REAL;
                CREATE TABLE figure (
                    run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
                    endpoint TEXT NOT NULL,
                    sent INTEGER NOT NULL,
                    failures INTEGER NOT NULL,
                    times INTEGER NOT NULL,
                    service_p50 REAL, service_p75 REAL, service_p90 REAL,
                    service_p95 REAL, service_p99 REAL, service_p999 REAL,
                    response_p50 REAL, response_p75 REAL, response_p90 REAL,
                    response_p95 REAL, response_p99 REAL, response_p999 REAL,
                    PRIMARY KEY (endpoint, run)
                ) WITHOUT ROWID;
                CREATE INDEX figure_by_run ON figure (run);
                """
        )
        for id in try Int64.fetchAll(database, sql: "SELECT id FROM run") {
            guard let summary = try summary(ofRun: id, database) else { continue }
            try database.execute(
                sql: "UPDATE run SET target = ?, pace = ?, speed = ?, asked_rate = ? WHERE id = ?",
                arguments: [
                    summary.target, summary.pacing.mode.rawValue, summary.pacing.speed, summary.pacing.askedRate, id,
                ]
            )
            try FigureTable.insert(summary, run: id, database)
        }
    }

    /// The rate that runs reached, and whether they were closed loops, whose asked rate is no pace.
    ///
    /// A summary that could not be read when version 2 came, as it was too old, may be one that can be read now: it gets its figures.
    private static func third(_ database: Database) throws {
        try database.execute(
            sql: """
                ALTER TABLE run ADD COLUMN reached_rate REAL;
                ALTER TABLE run ADD COLUMN closed INTEGER;
                """
        )
        for id in try Int64.fetchAll(database, sql: "SELECT id FROM run") {
            guard let summary = try summary(ofRun: id, database) else { continue }
            let pacing = summary.pacing
            try database.execute(
                sql: """
                    UPDATE run SET target = ?, pace = ?, speed = ?, asked_rate = ?, reached_rate = ?, closed = ?
                    WHERE id = ?
                    """,
                arguments: [
                    summary.target, pacing.mode.rawValue, pacing.speed, pacing.askedRate, pacing.reachedRate,
                    summary.isClosedLoop, id,
                ]
            )
            let figures = try Int.fetchOne(database, sql: "SELECT count(*) FROM figure WHERE run = ?", arguments: [id])
            if figures == 0 { try FigureTable.insert(summary, run: id, database) }
        }
    }

    /// The summary of a run; nil where it cannot be read, of which whoever asks for that run is told.
    private static func summary(ofRun id: Int64, _ database: Database) throws -> RunSummary? {
        let packed = try Data.fetchOne(database, sql: "SELECT summary FROM run WHERE id = ?", arguments: [id])
        return packed.flatMap(PackedSummary.json).flatMap { try? RunSummary(json: $0) }
    }
}
