import Foundation
import GRDB

/// The file that a run history is kept in: where it lies, and how it is opened.
package enum HistoryFile {
    /// Seconds that one process waits for another one's write, which takes milliseconds.
    private static let busyTimeout = 10.0

    /// How often opening is tried again when another process makes or migrates the same file at that moment.
    private static let mostAttempts = 100
    private static let pause = 0.02

    /// Where the history is unless told otherwise: `spammer/history.sqlite` in the user's data folder, which is
    /// `$XDG_DATA_HOME`, or `~/.local/share` (XDG Base Directory Specification 0.8; a relative path there is ignored).
    package static func standardPath(environment: [String: String], home: String) -> String {
        let given = environment["XDG_DATA_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
        return "\(given ?? home + "/.local/share")/spammer/history.sqlite"
    }

    /// Makes the file, for its owner's eyes only, and the folders above it, where they are missing.
    static func make(_ path: String) throws(HistoryError) {
        let folder = URL(filePath: path).deletingLastPathComponent().path
        do {
            try FileManager.default.createDirectory(
                atPath: folder,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
        } catch {
            let cause = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
            let number = cause.flatMap { $0.domain == NSPOSIXErrorDomain ? Int32(exactly: $0.code) : nil }
            let reason = number.map { String(cString: strerror($0)) } ?? error.localizedDescription
            throw .unusable(path: path, problem: "its folder cannot be made: \(reason)")
        }
        // Only where there is none: closing a descriptor of a file gives up the locks that this process has on it.
        let descriptor = open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            if errno == EEXIST { return }
            throw .unusable(path: path, problem: String(cString: strerror(errno)))
        }
        close(descriptor)
    }

    /// Opens the file, and brings its tables up to date.
    static func queue(_ path: String) throws(HistoryError) -> DatabaseQueue {
        var attempts = 1
        while true {
            do {
                return try openedOnce(path)
            } catch let error as HistoryError {
                throw error
            } catch {
                // Two processes that both find no tables both make them; the second then finds the first one's.
                guard attempts < mostAttempts, isRace(error) else { throw .unusable(path: path, error) }
                attempts += 1
                Thread.sleep(forTimeInterval: pause)
            }
        }
    }

    private static func openedOnce(_ path: String) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.journalMode = .wal
        configuration.busyMode = .timeout(busyTimeout)
        configuration.label = "run history"
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        let migrator = HistorySchema.migrator
        guard try !queue.read(migrator.hasBeenSuperseded) else { throw HistoryError.newer(path: path) }
        try migrator.migrate(queue)
        return queue
    }

    private static func isRace(_ error: any Error) -> Bool {
        guard let error = error as? DatabaseError else { return false }
        switch error.resultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_CONSTRAINT: return true
        case .SQLITE_ERROR:
            let message = error.message ?? ""
            return message.hasSuffix("already exists") || message.hasPrefix("duplicate column name")
        default: return false
        }
    }
}

extension HistoryError {
    /// What SQLite found, in its words.
    static func unusable(path: String, _ error: any Error) -> HistoryError {
        guard let error = error as? DatabaseError else { return .unusable(path: path, problem: "\(error)") }
        if error.resultCode == .SQLITE_NOTADB {
            return .unusable(path: path, problem: "it is a file of another kind")
        }
        return .unusable(path: path, problem: error.message ?? "SQLite's error \(error.resultCode)")
    }
}
