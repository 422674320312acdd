package import Analysis
import Corpus
package import Foundation
import GRDB

/// The runs of the past: each one's summary, and what it is called by, in a file of SQLite's.
///
/// Processes may use one file at the same time: each waits for the other's write.
package struct RunHistory: Sendable {
    /// The file's path.
    package let path: String
    let queue: DatabaseQueue

    /// Opens a history, and brings it up to date where an older Spammer made it.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - makes: whether the file is made, with the folders above it, where there is none.
    package init(path: String, makes: Bool) throws(HistoryError) {
        if makes {
            try HistoryFile.make(path)
        } else if !FileManager.default.fileExists(atPath: path) {
            throw .missing(path: path)
        }
        self.path = path
        queue = try HistoryFile.queue(path)
    }

    /// The bytes that it takes on the disk, with what SQLite has written ahead.
    package var size: UInt64 {
        [path, path + "-wal"].reduce(0) { sum, path in
            let attributes = try? FileManager.default.attributesOfItem(atPath: path)
            return sum + ((attributes?[.size] as? NSNumber)?.uint64Value ?? 0)
        }
    }

    /// Keeps a run.
    ///
    /// - Returns: Its number.
    @discardableResult
    package func add(_ summary: RunSummary, _ origin: RunOrigin) throws(HistoryError) -> Int64 {
        let json: Data
        do {
            json = try summary.json()
        } catch {
            throw .unusable(path: path, problem: "\(error)")
        }
        guard let packed = PackedSummary.pack(json) else {
            throw .unusable(path: path, problem: "the summary cannot be compressed")
        }
        return try write { database in
            try database.execute(
                sql: """
                    INSERT INTO run (started_at, kind, verdict, tool_version, sent, failures, corpus, corpus_digest,
                        target, pace, speed, asked_rate, reached_rate, closed, revision, host, summary)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    (Timestamp(iso8601: summary.startedAt) ?? Timestamp(nanoseconds: 0)).nanoseconds,
                    summary.kind.rawValue, summary.verdict.outcome.rawValue, summary.toolVersion,
                    Int64(clamping: summary.total), Int64(clamping: summary.failures),
                    summary.corpus?.name, summary.corpus?.digest, summary.target,
                    summary.pacing.mode.rawValue, summary.pacing.speed, summary.pacing.askedRate,
                    summary.pacing.reachedRate, summary.isClosedLoop,
                    origin.revision, origin.host, packed,
                ]
            )
            let id = database.lastInsertedRowID
            try FigureTable.insert(summary, run: id, database)
            for label in origin.labels {
                try database.execute(
                    sql: "INSERT INTO label (run, name, value) VALUES (?, ?, ?)",
                    arguments: [id, label.name, label.value]
                )
            }
            return id
        }
    }

    /// Removes runs, and gives the room that they took back to the disk.
    ///
    /// - Returns: How many there were.
    @discardableResult
    package func remove(_ ids: [Int64]) throws(HistoryError) -> Int {
        let removed = try write { database in
            try ids.reduce(into: 0) { count, id in
                try database.execute(sql: "DELETE FROM run WHERE id = ?", arguments: [id])
                count += database.changesCount
            }
        }
        // Needs the file for itself; where another process has it, the room stays with the file, for the next run.
        try? queue.vacuum()
        return removed
    }

    /// A run's summary, as JSON.
    package func json(ofRun id: Int64) throws(HistoryError) -> Data {
        let packed = try read { database in
            try Data.fetchOne(database, sql: "SELECT summary FROM run WHERE id = ?", arguments: [id])
        }
        guard let packed else { throw .noSuchRun("\(id)", path: path, labels: []) }
        guard let json = PackedSummary.json(packed) else {
            throw .damagedRun(id: id, problem: "its summary does not decompress")
        }
        return json
    }

    /// A run's summary.
    package func summary(ofRun id: Int64) throws(HistoryError) -> RunSummary {
        let json = try json(ofRun: id)
        do {
            return try RunSummary(json: json)
        } catch {
            throw .damagedRun(id: id, problem: "\(error)")
        }
    }

    func read<Value>(_ work: (Database) throws -> Value) throws(HistoryError) -> Value {
        do {
            return try queue.read(work)
        } catch {
            throw .unusable(path: path, error)
        }
    }

    private func write<Value>(_ work: (Database) throws -> Value) throws(HistoryError) -> Value {
        do {
            return try queue.write(work)
        } catch {
            throw .unusable(path: path, error)
        }
    }
}
