import Analysis
import Corpus
import Foundation
import GRDB
import History
import TestSupport
import Testing

@Suite("A history that an older Spammer made")
struct HistoryMigrationTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    /// The tables as version 1 made them, word by word; what the code makes of version 1 today plays no part in it.
    private static let firstVersion = """
        CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
        INSERT INTO grdb_migrations VALUES ('1');
        CREATE TABLE run (
            id INTEGER PRIMARY KEY AUTOINCREMENT, started_at INTEGER NOT NULL, kind TEXT NOT NULL, verdict TEXT NOT NULL,
            tool_version TEXT NOT NULL, sent INTEGER NOT NULL, failures INTEGER NOT NULL, corpus TEXT, corpus_digest TEXT,
            revision TEXT, host TEXT, summary BLOB NOT NULL
        );
        CREATE TABLE label (
            run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE, name TEXT NOT NULL, value TEXT NOT NULL,
            PRIMARY KEY (run, name)
        ) WITHOUT ROWID;
        CREATE INDEX label_by_value ON label (value, name);
        CREATE INDEX run_by_start ON run (started_at);
        INSERT INTO label VALUES (1, 'release', 'v1.3');
        """

    @Test("Its runs have the figures of their summaries, and one that cannot be read takes no other with it")
    func firstVersion() throws {
        let summary = smallRun(took: 7, failures: 4)
        let path = folder.file("history.sqlite")
        let packed = try #require(BodyCoding.gzipped([UInt8](try summary.json())))
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        try DatabaseQueue(path: path, configuration: configuration).write { database in
            try database.execute(sql: Self.firstVersion)
            for (id, blob) in [(1, Data(packed)), (2, Data([1, 2, 3]))] {
                try database.execute(
                    sql: "INSERT INTO run VALUES (?, 5, 'replay', 'fail', '1.0.0', 20, 4, 'shop', 'd1', NULL, 'h', ?)",
                    arguments: [id, blob]
                )
            }
        }
        let history = try RunHistory(path: path, makes: false)
        #expect(try history.runs().map(\.id) == [1, 2])
        let run = try #require(try history.runs(called: "v1.3").first)
        #expect(run.serviceTimeP99 == summary.latency.serviceTime.p99)
        #expect(run.pace?.mode == summary.pacing.mode && run.pace?.askedRate == summary.pacing.askedRate)
        #expect(run.reachedRate == summary.pacing.reachedRate && run.pace?.isClosed == false)
        #expect(run.target == "http://staging")
        #expect(try history.summary(ofRun: 1) == summary)
        #expect(try history.figures(of: nil)[1] == KeptFigures.all(of: summary).first)
        #expect(try history.figures(of: "GET /search")[1]?.sent == 10)
        #expect(try history.figures(of: nil)[2] == nil)
        #expect(try history.runs().last?.serviceTimeP99 == nil)
        // And it goes on from there.
        let next = try history.add(summary, RunOrigin())
        #expect(next == 3)
        #expect(try history.figures(of: nil)[3] == history.figures(of: nil)[1])
    }

    /// What version 2 made of the tables of version 1.
    private static let secondVersion =
        firstVersion + """
            INSERT INTO grdb_migrations VALUES ('2');
            ALTER TABLE run ADD COLUMN target TEXT;
            ALTER TABLE run ADD COLUMN pace TEXT;
            ALTER TABLE run ADD COLUMN speed REAL;
            ALTER TABLE run ADD COLUMN asked_rate REAL;
            CREATE TABLE figure (
                run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE, endpoint TEXT NOT NULL, sent INTEGER NOT NULL,
                failures INTEGER NOT NULL, times INTEGER NOT NULL,
                service_p50 REAL, service_p75 REAL, service_p90 REAL, service_p95 REAL, service_p99 REAL, service_p999 REAL,
                response_p50 REAL, response_p75 REAL, response_p90 REAL, response_p95 REAL, response_p99 REAL,
                response_p999 REAL, PRIMARY KEY (endpoint, run)
            ) WITHOUT ROWID;
            CREATE INDEX figure_by_run ON figure (run);
            """

    @Test(
        "Runs of version 2 get the rate that they reached, and figures where version 2 could not read their summaries"
    )
    func secondVersion() throws {
        let path = folder.file("history.sqlite")
        var summary = smallRun(took: 7)
        summary.configuration["pacing"] = "as fast as the connections allow"
        let packed = try #require(BodyCoding.gzipped([UInt8](try summary.json())))
        try DatabaseQueue(path: path).write { database in
            // Its label is that of a run that is added only now.
            try database.execute(sql: "PRAGMA defer_foreign_keys = ON")
            try database.execute(sql: Self.secondVersion)
            try database.execute(
                sql: """
                    INSERT INTO run VALUES (1, 5, 'replay', 'fail', '1.0.0', 20, 4, 'shop', 'd1', NULL, 'h', ?,
                        NULL, NULL, NULL, NULL)
                    """,
                arguments: [Data(packed)]
            )
        }
        let history = try RunHistory(path: path, makes: false)
        let run = try #require(try history.runs().first)
        #expect(run.reachedRate == summary.pacing.reachedRate && run.pace?.isClosed == true)
        #expect(run.target == "http://staging" && run.serviceTimeP99 == summary.latency.serviceTime.p99)
        #expect(try history.figures(of: nil)[1] == KeptFigures.all(of: summary).first)
        #expect(try history.endpoints(most: 9) == ["GET /", "GET /search"])
    }
}
