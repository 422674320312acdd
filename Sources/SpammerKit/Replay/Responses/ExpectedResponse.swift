import Analysis
import Corpus
import HTTPWire
import Requester

/// The recorded response to a request that is replayed, for its response to be compared with.
package final class ExpectedResponse: Sendable {
    /// The name of the request's endpoint.
    let endpoint: String
    /// What became of the recorded request.
    let outcome: Outcome
    /// The recorded response; nil where it is not kept.
    let response: RecordedResponse?
    /// Whether it has no body whatever its fields say (RFC 9110, section 6.4.1).
    let isBodiless: Bool

    init(_ exchange: Exchange, endpoint: String, isHead: Bool) {
        self.endpoint = endpoint
        outcome = exchange.outcome
        response = exchange.response
        isBodiless = isHead || outcome.status == 204 || outcome.status == 304
    }

    /// Bytes of memory that it holds, near enough.
    var size: Int { (response?.size ?? 0) + 200 }

    /// The recorded status; nil where the recording has no whole response.
    var status: UInt16? {
        switch outcome.ending {
        case .complete, .unknown: outcome.status
        case .noResponse, .truncated, .reset, .closed: nil
        }
    }

    /// Has as much of a request's response kept as it takes to compare it.
    func prepare(_ request: inout WireRequest) {
        request.digestsBody = true
        guard let response else { return }
        request.keepsFields = true
        guard let body = response.body, !isBodiless else { return }
        // A release may answer more than the one before it; but thousands of responses may be on their way at once.
        request.keepBody = max(request.keepBody, min(Self.mostBodyBytes, max(Self.leastBodyBytes, 2 * body.count)))
    }

    /// Whether a response is the recorded one, byte for byte, as far as status, size and digest tell; its header fields may differ.
    func isSame(_ other: WireOutcome) -> Bool {
        guard let status, other.status == status else { return false }
        guard !isBodiless else { return true }
        guard let digest = outcome.responseDigest, let size = outcome.responseSize else { return false }
        return size == other.responseBytes && digest == other.digest?.crc32
    }

    /// Bytes of a response's body that are kept of any whose recorded one is: twice as many as recordings keep by default.
    private static let leastBodyBytes = 128 << 10
    /// The most that are; recordings keep no body of more than 16 MiB.
    private static let mostBodyBytes = 32 << 20
}

/// How contents are made of responses.
struct ResponseReading: Sendable {
    private let headers: [FieldName]
    private let isRedacted: Bool

    /// A reading of some header fields.
    ///
    /// - Parameter isRedacted: whether the corpus is.
    init(headers: [String], isRedacted: Bool) {
        self.headers = headers.map { FieldName($0) }
        self.isRedacted = isRedacted
    }

    /// Whether the header fields that are compared have the same values, byte for byte and without a copy of any.
    func haveSameHeaders(_ response: RecordedResponse, _ outcome: WireOutcome) -> Bool {
        let (recorded, replayed) = (response.fieldLines, outcome.fields)
        return headers.allSatisfy { name in
            var (old, new) = (FieldLines(recorded).makeIterator(), FieldLines(replayed).makeIterator())
            while true {
                switch (Self.next(&old, name, recorded), Self.next(&new, name, replayed)) {
                case (nil, nil): return true
                case (let one?, let other?): guard recorded[one] == replayed[other] else { return false }
                default: return false
                }
            }
        }
    }

    /// Where the next value of a name is.
    private static func next(_ lines: inout FieldLines.Iterator, _ name: FieldName, _ block: [UInt8]) -> Range<Int>? {
        while let line = lines.next() {
            if name.matches(block[line.name]) { return line.value }
        }
        return nil
    }

    /// A recorded response.
    ///
    /// - Parameter withBody: whether its body is looked at, too.
    func recorded(_ outcome: Outcome, _ response: RecordedResponse?, status: UInt16, withBody: Bool) -> ResponseContent
    {
        var content = ResponseContent(status: status)
        content.size = outcome.responseSize
        content.digest = outcome.responseDigest
        guard let response else { return content }
        read(response.fieldLines, into: &content)
        guard withBody, let body = response.body else { return content }
        content.body = body
        // Redaction keeps the digest of what was there, which tells one body that it changed from one that it left alone.
        if isRedacted { content.isRedacted = outcome.responseDigest.map { $0 != BodyDigest(of: body).crc32 } ?? true }
        return content
    }

    /// A response of the target.
    ///
    /// - Parameter withBody: as for a recorded one.
    func replayed(_ outcome: WireOutcome, hasFields: Bool, withBody: Bool) -> ResponseContent {
        var content = ResponseContent(status: outcome.status)
        content.size = outcome.responseBytes
        content.digest = outcome.digest?.crc32
        if hasFields { read(outcome.fields, into: &content) }
        if withBody, UInt64(outcome.body.count) == outcome.responseBytes { content.body = outcome.body }
        return content
    }

    private func read(_ fieldLines: [UInt8], into content: inout ResponseContent) {
        let lines = FieldLines(fieldLines)
        content.coding = (lines.firstText(of: Self.contentEncoding) ?? "").lowercased()
        content.headers = headers.map { name in
            var values: [String] = []
            for line in lines where name.matches(fieldLines[line.name]) {
                values.append(String(decoding: fieldLines[line.value], as: UTF8.self))
            }
            return values.isEmpty ? nil : values.joined(separator: ", ")
        }
    }

    private static let contentEncoding: FieldName = "content-encoding"
}
