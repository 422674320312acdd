import Analysis
import Foundation
import Requester
import Synchronization

/// Compares the responses of a replay with the recorded ones while it runs.
///
/// On the event loop, a response costs the comparison of a digest that was taken as it came, and of the bytes of a few header fields,
/// of which nothing is copied. Only one that differs there is taken apart, on a thread of its own, so that no request is late for it;
/// what that thread cannot keep up with is counted, and not compared.
final class ResponseChecker: Sendable {
    private let comparer: ResponseComparer
    private let learned: LearnedFrom
    private let reading: ResponseReading
    /// Nanoseconds from the run's start whose responses do not count.
    private let warmup: UInt64
    private let queue: CheckQueue
    /// What the event loops count, in parts, so that they seldom wait for each other.
    private let parts: [Part]
    /// What the thread counts.
    private let thorough = Part()
    private let thread = Mutex(ThreadState.none)
    private let ended = DispatchSemaphore(value: 0)

    private enum ThreadState {
        case none, running, closed
    }

    private final class Part: Sendable {
        let tally = Mutex(ResponseTally())
    }

    private static let partCount = 16
    /// How long the run waits at its end for what is not compared yet.
    private static let patience = DispatchTimeInterval.seconds(60)

    init(
        _ comparer: ResponseComparer,
        learned: LearnedFrom,
        warmup: UInt64 = 0,
        limits: CheckQueue.Limits = CheckQueue.Limits()
    ) {
        self.comparer = comparer
        self.learned = learned
        self.warmup = warmup
        reading = ResponseReading(headers: comparer.headers, isRedacted: comparer.isRedacted)
        queue = CheckQueue(limits)
        parts = (0..<Self.partCount).map { _ in Part() }
    }

    /// What was found so far.
    var summary: ResponsesSummary {
        var whole = thorough.tally.withLock(\.self)
        for part in parts { whole.add(part.tally.withLock(\.self)) }
        return whole.summary(comparer, learned: learned)
    }

    /// Takes the response to a request.
    ///
    /// - Parameters:
    ///   - outcome: what became of it.
    ///   - expected: the recorded response.
    ///   - exchange: its number in the corpus.
    ///   - offset: when it was to be sent, in nanoseconds from the run's start.
    func take(_ outcome: WireOutcome, _ expected: ExpectedResponse, exchange: UInt64, offset: UInt64) {
        guard offset >= warmup else { return }
        let part = parts[Int(exchange % UInt64(parts.count))]
        guard outcome.failure == nil, outcome.status != 0 else { return part.tally.withLock { $0.count(.failed) } }
        guard expected.status != nil else { return part.tally.withLock { $0.count(.notRecorded) } }
        var outcome = outcome
        if expected.isSame(outcome) {
            let hasHeaders = expected.response != nil && !comparer.headers.isEmpty
            if expected.response.map({ reading.haveSameHeaders($0, outcome) }) ?? true {
                let result = ResponseComparer.Result(outcome: .equal, comparedHeaders: hasHeaders)
                return part.tally.withLock { $0.count(result, of: expected.endpoint, exchange: exchange) }
            }
            outcome.body = []
        }
        start()
        let isTaken = queue.offer(CheckQueue.Item(expected: expected, outcome: outcome, exchange: exchange))
        if !isTaken { part.tally.withLock { $0.count(.behind) } }
    }

    /// Waits until all is compared that was taken; what takes too long is counted as such.
    func finish() {
        let hadThread = thread.withLock { state in
            defer { state = .closed }
            return state == .running
        }
        queue.close()
        guard hadThread, ended.wait(timeout: .now() + Self.patience) == .timedOut else { return }
        let rest = queue.giveUp()
        thorough.tally.withLock { tally in
            for _ in 0..<rest { tally.count(.behind) }
        }
    }

    /// Makes the thread, the first time that it is needed.
    private func start() {
        let isFirst = thread.withLock { state in
            guard case .none = state else { return false }
            state = .running
            return true
        }
        guard isFirst else { return }
        let thread = Thread { [self] in
            while let item = queue.take() { compare(item) }
            ended.signal()
        }
        thread.name = "response checker"
        thread.start()
    }

    private func compare(_ item: CheckQueue.Item) {
        let expected = item.expected
        guard let status = expected.status else { return }
        let result = comparer.compare(
            reading.recorded(expected.outcome, expected.response, status: status, withBody: true),
            reading.replayed(item.outcome, hasFields: expected.response != nil, withBody: true),
            of: expected.endpoint,
            isBodiless: expected.isBodiless
        )
        thorough.tally.withLock { $0.count(result, of: expected.endpoint, exchange: item.exchange) }
    }
}

extension ResponseChecker {
    /// A checker by a user's options and what the recording tells of noise.
    convenience init(_ options: ResponseCheckOptions, _ found: RecordedNoise, isRedacted: Bool, warmup: UInt64) {
        var comparer = ResponseComparer()
        comparer.headers = options.headers
        comparer.ignored = options.ignored
        comparer.noise = found.noise
        comparer.isRedacted = isRedacted
        self.init(comparer, learned: found.figures, warmup: warmup)
    }

    /// What it will do, in a line.
    var words: String {
        let fields = comparer.noise.list.count
        let line =
            "Responses are compared with the recorded ones: status, \(comparer.headers.joined(separator: ", ")), body"
        guard fields > 0 else { return line }
        let (noun, verb) = fields == 1 ? ("field that differs", "does") : ("fields that differ", "do")
        return line + "; \(fields) \(noun) between identical recorded requests \(verb) not count"
    }
}
