import DequeModule
import Foundation

/// The requests that a `--exec` command has been asked about, in their order, and its answers, in any.
///
/// Pure: lines and instants in, requests out.
struct ExecLedger {
    private struct Entry {
        let element: ReplayStream.Element
        let shown: ReplayRequest
        /// Its line's length.
        let bytes: Int
        var fate: Rewritten?
    }

    private let limits: ExecLimits
    private var entries = Deque<Entry>()
    /// The number of the first entry.
    private var first: UInt64 = 1
    private var bytes = 0
    /// Since when somebody has waited for the first entry, in nanoseconds.
    private var waitedSince: UInt64 = 0
    /// When there was an answer last, or when somebody began to wait for one.
    private var answeredAt: UInt64 = 0
    /// Requests that were given up.
    private var givenUp: UInt64 = 0

    /// Answers so far.
    private(set) var answers: UInt64 = 0

    init(_ limits: ExecLimits) {
        self.limits = limits
    }

    /// Whether nothing is on its way.
    var isEmpty: Bool { entries.isEmpty }

    /// Whether another request may be asked about.
    var hasRoom: Bool { entries.isEmpty || entries.count < limits.requests && bytes < limits.bytes }

    /// Somebody waits for the first request from now on: whoever did not wait before cannot say that it was silent.
    mutating func wait(from now: UInt64) {
        (waitedSince, answeredAt) = (now, now)
    }

    /// The line that asks about a request.
    mutating func ask(_ element: ReplayStream.Element) throws -> Data {
        let shown = ReplayRequest(element)
        let line = try ExecQuestion(shown, id: first + UInt64(entries.count)).line()
        bytes += line.count
        entries.append(Entry(element: element, shown: shown, bytes: line.count))
        return line
    }

    /// Takes a line of the command's.
    ///
    /// - Throws: ``ExecError`` where nobody knows which request it is about.
    mutating func take(_ line: Data, at now: UInt64) throws(ExecError.Problem) {
        guard let answer = ExecAnswer(line) else { throw .garbage(String(decoding: line.prefix(100), as: UTF8.self)) }
        guard answer.id < first + UInt64(entries.count) else { throw .unknown(answer.id) }
        guard answer.id >= first else {
            // A late one may be about a request that was given up.
            if givenUp > 0 { return }
            throw .answered(answer.id)
        }
        let index = Int(answer.id - first)
        guard entries[index].fate == nil else { throw .answered(answer.id) }
        answers += 1
        answeredAt = now
        let entry = entries[index]
        entries[index].fate =
            switch answer.verdict(on: entry.shown) {
            case .send(let request): Rewritten(entry.element, shown: entry.shown, given: request)
            case .drop: Rewritten(entry.element, .drop)
            case .unreadable: Rewritten(entry.element, .fail("--exec gave an answer that is no request"))
            }
    }

    /// The first request, if it has been answered.
    mutating func next() -> Rewritten? {
        guard let fate = entries.first?.fate else { return nil }
        removeFirst()
        return fate
    }

    /// The first request, if the command has answered later ones and has had its time for this one.
    ///
    /// Where it has answered none for as long, all before the last one that it did answer are given up with it, so that a
    /// command that has fallen silent is told from one that lost a request in twice the time.
    ///
    /// - Throws: where it has answered none of those that wait.
    mutating func expire(at now: UInt64) throws(ExecError.Problem) -> Rewritten? {
        guard let entry = entries.first, entry.fate == nil, now &- min(waitedSince, now) >= limits.silence else {
            return nil
        }
        let isSilent = now &- min(answeredAt, now) >= limits.silence
        guard let last = entries.lastIndex(where: { $0.fate != nil }) else {
            if isSilent { throw .silent(limits.silence) }
            return nil
        }
        for index in 0..<(isSilent ? last : 1) where entries[index].fate == nil {
            entries[index].fate = Rewritten(entries[index].element, .fail("--exec gave no answer"))
            givenUp += 1
        }
        return next()
    }

    private mutating func removeFirst() {
        guard let entry = entries.popFirst() else { return }
        bytes -= entry.bytes
        first += 1
    }
}

/// How much a `--exec` command is asked at once, and how long it may take.
package struct ExecLimits: Sendable, Hashable {
    /// Requests that wait for its answers.
    package var requests = 256
    /// Bytes of them, past which no other is asked about.
    package var bytes = 16 << 20
    /// The longest line that it may write.
    package var line = 64 << 20
    /// Nanoseconds that it may be silent for while requests wait.
    package var silence: UInt64 = 10_000_000_000
    /// Nanoseconds that it may take to end when its input has ended.
    package var ending: UInt64 = 2_000_000_000

    package init() {}
}

/// A `--exec` command does not do what it is to do.
package struct ExecError: Error, CustomStringConvertible {
    /// What is wrong.
    package enum Problem: Error, Sendable, Hashable {
        case start(String)
        case garbage(String)
        case unknown(UInt64)
        case answered(UInt64)
        case silent(UInt64)
        case ended(String)
        case longLine(Int)
        case read(String)
    }

    /// The command.
    package let command: String
    /// What is wrong.
    package let problem: Problem
    /// Answers that it gave before.
    package let answers: UInt64

    package var description: String { "--exec '\(command)', after \(answers) answers: \(words)" }

    private var words: String {
        switch problem {
        case .start(let reason): "it cannot be started: \(reason)"
        case .garbage(let line):
            """
            expected a line of JSON with an id, such as {"id":1}, and it wrote: \(line.debugDescription) (what is meant for \
            people goes to its standard error)
            """
        case .unknown(let id): "it answered request \(id), which it was not asked about"
        case .answered(let id): "it answered request \(id) twice"
        case .silent(let time):
            """
            it was silent for \((Double(time) / 1e9).shortest) s while requests waited for its answers (a program that holds \
            back what it writes has to flush each line)
            """
        case .ended(let how): "it ended \(how) while requests waited for its answers"
        case .longLine(let bytes): "it wrote a line of more than \(bytes) bytes"
        case .read(let reason): "its answers cannot be read: \(reason)"
        }
    }
}
