import Capture
import Corpus

/// A recording of some bytes: an error that a person can read, or books that balance.
enum RecordingTarget {
    /// Records bytes as a file that has them.
    ///
    /// - Parameters:
    ///   - keyLog: the keys of its TLS.
    ///   - logs: how its lines are read, where it has lines of a log.
    ///   - isExpected: whether a recorded exchange is one that may come of them.
    static func record(
        _ bytes: [UInt8],
        keyLog: KeyLog = KeyLog(),
        logs: LogReading = .recognised,
        isExpected: (Exchange) -> Bool = { _ in true }
    ) {
        var options = RecorderOptions(inputs: [])
        options.keyLog = keyLog
        options.logs = logs
        options.maximumBadLines = .max
        do {
            var count: UInt64 = 0
            let provenance = try Recorder(options: options).run(bytes: bytes, named: "fuzzed") { exchange in
                count += 1
                require(isExpected(exchange), "an exchange that nobody had: \(exchange)")
            }
            let account = provenance.account
            require(account.imbalances.isEmpty, "\(account.imbalances) \(account)")
            let written = account.messages.paired + account.messages.requestsWithoutResponse + account.entries.recorded
            require(count == written, "\(count) exchanges, \(written) in the books: \(account)")
        } catch let error as RecordingError {
            require(!error.description.isEmpty, "an error without words")
        } catch {
            broken("an error of another kind: \(error)")
        }
    }
}
