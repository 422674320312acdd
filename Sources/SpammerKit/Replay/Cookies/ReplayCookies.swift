import Corpus
import HTTPWire
import Requester
import Synchronization

/// Puts the cookies that the target has set in a session in place of the recorded ones, while a replay runs.
///
/// A request that was recorded without cookies is sent without. Of one that had some, those that the target has set in its
/// session, and that are for its host and path, have the target's values and are joined by the target's others; those that
/// the target has ended are left out; those that it never spoke of stay as they were recorded.
final class ReplayCookies: Sendable {
    /// Sessions, by a part of their number, so that the event loops seldom wait for each other.
    private let parts: [Part]

    private static let partCount = 16

    private final class Part: Sendable {
        let cookies = Mutex(SessionCookies())
    }

    init() {
        parts = (0..<Self.partCount).map { _ in Part() }
    }

    /// What was done so far.
    var counts: SessionCookies.Counts {
        parts.reduce(into: SessionCookies.Counts()) { $0.add($1.cookies.withLock(\.counts)) }
    }

    /// Sends a request of a session, with the session's cookies, and takes those of its response.
    func send(_ recorded: WireRequest, session: UInt64, with requester: PooledRequester) async -> WireOutcome {
        let part = parts[Int(session % UInt64(parts.count))]
        var request = recorded
        request.keepsFields = true
        Self.change(&request, session, part)
        let outcome = await requester.send(request)
        if !outcome.fields.isEmpty { Self.take(outcome.fields, of: request, session, part) }
        return outcome
    }

    private static func change(_ request: inout WireRequest, _ session: UInt64, _ part: Part) {
        let now = seconds
        guard part.cookies.withLock({ $0.knows(session, at: now) }) else { return }
        guard let head = RequestHead(request.bytes), head.hasCookies else { return }
        let place = head.place(isTLS: request.origin.scheme == .https)
        let values = head.cookieValues
        let value = part.cookies.withLock { $0.value(for: values, to: place, session: session, at: now) }
        if let value { request.bytes = head.encoded(request.bytes, cookies: value) }
    }

    private static func take(_ fields: [UInt8], of request: WireRequest, _ session: UInt64, _ part: Part) {
        var values: [ArraySlice<UInt8>] = []
        for field in FieldLines(fields) where setCookie.matches(fields, in: field.name) {
            values.append(fields[field.value])
        }
        guard !values.isEmpty, let head = RequestHead(request.bytes) else { return }
        let place = head.place(isTLS: request.origin.scheme == .https)
        let now = seconds
        part.cookies.withLock { [values] in $0.take(values, from: place, session: session, at: now) }
    }

    private static let setCookie: FieldName = "set-cookie"

    /// Seconds since 1970.
    private static var seconds: Int64 { Timestamp.now.nanoseconds / 1_000_000_000 }
}
