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
            // A summary that cannot be read has no figures; whoever asks for that run is told why.
            guard
                let packed = try Data.fetchOne(database, sql: "SELECT summary FROM run WHERE id = ?", arguments: [id]),
                let json = PackedSummary.json(packed), let summary = try? RunSummary(json: json)
            else { continue }
            try database.execute(
                sql: "UPDATE run SET target = ?, pace = ?, speed = ?, asked_rate = ? WHERE id = ?",
                arguments: [
                    summary.target, summary.pacing.mode.rawValue, summary.pacing.speed, summary.pacing.askedRate, id,
                ]
            )
            try FigureTable.insert(summary, run: id, database)
        }
    }
}
