package import Corpus
import Synchronization

/// What the recorded service answered to each request, for a stand-in that answers the same.
///
/// A request is known by its method and its target as sent. Where it was recorded more than once, its answers are given in
/// turn, in the order of the recording, and then from the first again.
package final class RecordedService: Sendable {
    /// An answer as it was recorded.
    package struct Answer: Sendable, Hashable {
        /// The status code; 0 where the recording has no answer.
        package var status: UInt16
        /// Bytes of the body.
        package var size: UInt64
        /// Nanoseconds from the request's first byte to the answer's first.
        package var timeToFirstByte: UInt64
        /// Nanoseconds from the request's first byte to the answer's last; never less than `timeToFirstByte`.
        package var duration: UInt64
        /// How the exchange ended.
        package var ending: Outcome.Ending
        /// The response itself; nil where the recording does not have it, or there was no more room for it.
        package var response: RecordedResponse?
    }

    /// Answers that are kept; those past it are counted in ``leftOut``.
    ///
    /// At 56 bytes each, and about 100 for each request with another target, this is some hundreds of megabytes.
    package static let answerLimit = 2_000_000

    /// Bytes of responses that are kept; those past it are answered with filler, and counted in ``withoutBody``.
    package static let responseLimit = 256 << 20

    /// The number of each request, by its method and target.
    private let numbers: [[UInt8]: Int]
    /// The answers to each request, by its number.
    private let answers: [[Answer]]
    /// How many of them were given.
    private let given: Mutex<[UInt32]>

    /// Answers that were not kept, because there were too many.
    package let leftOut: UInt64

    /// Answers whose recorded response was not kept, because there were too many.
    package let withoutBody: UInt64

    /// Requests with different methods or targets.
    package var count: Int { answers.count }

    /// Takes the answers of exchanges, in their order.
    package convenience init(path: String, reading: CorpusReader.Options = .init()) throws {
        let reader = try CorpusReader(path: path, options: reading)
        try self.init { try reader.next() }
    }

    /// Takes the answers of the exchanges that `next` gives until it gives nil.
    package init(_ next: () throws -> Exchange?) rethrows {
        var numbers: [[UInt8]: Int] = [:]
        var answers: [[Answer]] = []
        var kept = 0
        var leftOut: UInt64 = 0
        var withoutBody: UInt64 = 0
        var held = 0
        while let exchange = try next() {
            guard kept < Self.answerLimit else {
                leftOut += 1
                continue
            }
            var answer = Answer(exchange.outcome)
            if let response = exchange.response {
                if held + response.size <= Self.responseLimit {
                    held += response.size
                    answer.response = response
                } else {
                    withoutBody += 1
                }
            }
            let key = Self.key(exchange.request)
            let number = numbers[key, default: answers.count]
            if number == answers.count {
                numbers[key] = number
                answers.append([])
            }
            answers[number].append(answer)
            kept += 1
        }
        self.withoutBody = withoutBody
        self.leftOut = leftOut
        self.numbers = numbers
        self.answers = answers
        given = Mutex(Array(repeating: 0, count: answers.count))
    }

    /// The next answer to a request; nil where the recording has no such request.
    ///
    /// - Parameter key: the method, a space, and the target.
    package func answer(to key: [UInt8]) -> Answer? {
        guard let number = numbers[key] else { return nil }
        let known = answers[number]
        if known.count == 1 { return known[0] }
        let turn = given.withLock { given in
            defer { given[number] = given[number] &+ 1 }
            return given[number]
        }
        return known[Int(turn) % known.count]
    }

    private static func key(_ request: RecordedRequest) -> [UInt8] {
        var key = Array(request.bytes(of: .method))
        key.append(UInt8(ascii: " "))
        key.append(contentsOf: request.bytes(of: .target))
        return key
    }
}

extension RecordedService.Answer {
    private static let longest: UInt64 = 86_400_000_000_000

    /// What the stand-in makes of an outcome; what the recording does not tell is taken as 0.
    package init(_ outcome: Outcome) {
        // Nobody waits for a day; a corpus may say anything.
        let first = min(outcome.timeToFirstByte ?? outcome.duration ?? 0, Self.longest)
        self.init(
            status: outcome.status ?? 0,
            size: outcome.responseSize ?? 0,
            timeToFirstByte: first,
            duration: max(first, min(outcome.duration ?? first, Self.longest)),
            ending: outcome.ending
        )
    }
}
