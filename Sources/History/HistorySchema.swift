import GRDB

/// The tables of a run history, version by version.
///
/// A version that was ever released stays as it is: files of it are out there. A change is a migration of its own.
enum HistorySchema {
    /// The changes from one version to the next.
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1", migrate: first)
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
}
