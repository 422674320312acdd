import Corpus
import HTTPWire
import Synchronization
import TestSupport

@testable import SpammerKit

/// A service whose sessions need what it gave them: a token, a number, a cookie and what is in a `Location`, each made anew.
final class Shop: Sendable {
    /// A request as it comes, or as it was recorded.
    struct Call: Sendable {
        var method = "GET"
        var target: String
        /// By names in lower case.
        var fields: [String: String] = [:]
        var body = ""
    }

    /// An answer.
    struct Answer: Sendable {
        var status: UInt16
        var fields: [(String, String)] = []
        var body = ""
    }

    /// What it does wrong.
    enum Fault: Sendable {
        /// Answers a login with 503.
        case refusesLogins
        /// Answers a login without its CSRF token.
        case leavesOutToken
        /// Closes the connection on which a login comes.
        case hangsUpOnLogins
    }

    private struct Session {
        var account: String
        var csrf: String
        var cookie: String
        var order = ""
        var receipt = ""
    }

    private struct State {
        var random: SeededGenerator
        var sessions: [String: Session] = [:]
    }

    /// Sessions that it has begun.
    var sessions: Int { state.withLock { $0.sessions.count } }

    private let state: Mutex<State>
    private let length: Int
    private let fault: Fault?

    /// A shop whose values no other makes.
    ///
    /// - Parameter length: of its tokens, so that those of two shops differ in that too.
    init(seed: UInt64, length: Int, fault: Fault? = nil) {
        state = Mutex(State(random: SeededGenerator(seed: seed)))
        self.length = length
        self.fault = fault
    }

    /// Whether it answers a request at all.
    func answers(_ call: Call) -> Bool { fault != .hangsUpOnLogins || call.target != "/login" }

    func answer(_ call: Call) -> Answer {
        state.withLock { state in
            func token() -> String {
                var text = ""
                while text.count < length { text += String(state.random.next(), radix: 16) }
                return String(text.prefix(length - 2)) + "7f"
            }
            if call.target == "/login" {
                guard fault != .refusesLogins else { return Answer(status: 503) }
                let bearer = token() + "=/+"
                let account =
                    "9" + String(state.random.next() % 900_000 + 100_001) + String(repeating: "3", count: length % 7)
                let session = Session(account: account, csrf: token(), cookie: token())
                state.sessions[bearer] = session
                return Answer(
                    status: 200,
                    fields: [
                        ("Content-Type", "application/json"),
                        ("Set-Cookie", "sid=\(session.cookie); Path=/; HttpOnly"),
                    ] + (fault == .leavesOutToken ? [] : [("X-CSRF-Token", session.csrf)]),
                    body:
                        #"{"ok": true, "user": {"keys": ["a", "\#(bearer.replacing("/", with: "\\/"))"]}, "account": \#(account)}"#
                )
            }
            let bearer = String(call.fields["authorization"]?.dropFirst("Bearer ".count) ?? "")
            guard let session = state.sessions[bearer] else { return Answer(status: 401) }
            if call.method == "POST" {
                let expected = Self.orderBody(account: session.account, bearer: bearer)
                guard call.target == "/accounts/\(session.account)/orders", call.fields["x-csrf-token"] == session.csrf,
                    call.fields["cookie"] == "theme=dark; sid=\(session.cookie)", call.body == expected
                else { return Answer(status: 403) }
                state.sessions[bearer]?.order = token()
                state.sessions[bearer]?.receipt = token()
                let (order, receipt) = (state.sessions[bearer]?.order ?? "", state.sessions[bearer]?.receipt ?? "")
                return Answer(status: 201, fields: [("Location", "/orders/\(order)?receipt=\(receipt)%3D")])
            }
            let isRight = call.target == "/orders/\(session.order)?receipt=\(session.receipt)%3D&page=2"
            return Answer(status: isRight ? 200 : 404)
        }
    }

    private static func orderBody(account: String, bearer: String) -> String {
        #"{"account": \#(account), "proof": "\#(bearer)", "amount": 12}"#
    }

    // MARK: - A recording

    /// What each session sends back of what it was given.
    static let valuesOfSession: UInt64 = 9

    /// A session's exchanges, as they are recorded while it uses the shop.
    func visit(_ number: UInt64) -> [Exchange] {
        var exchanges: [Exchange] = []
        func send(_ call: Call) -> Answer {
            let answer = answer(call)
            exchanges.append(Self.exchange(call, answer, at: Int64(number) + 20 * Int64(exchanges.count), number))
            return answer
        }
        let login = send(Call(method: "POST", target: "/login", body: #"{"name": "someone", "password": "hunter2"}"#))
        let text = login.body
        func part(from start: String, to end: String) -> String {
            guard let first = text.firstRange(of: start) else { return "" }
            return String(text[first.upperBound...].prefix { !end.contains($0) })
        }
        let bearer = part(from: #"["a", ""#, to: "\"").replacing("\\/", with: "/")
        let account = part(from: #""account": "#, to: "}")
        func field(_ name: String, _ answer: Answer) -> String { answer.fields.first { $0.0 == name }?.1 ?? "" }
        let cookie = field("Set-Cookie", login).prefix { $0 != ";" }
        let order = send(
            Call(
                method: "POST",
                target: "/accounts/\(account)/orders",
                fields: [
                    "authorization": "Bearer \(bearer)", "x-csrf-token": field("X-CSRF-Token", login),
                    "cookie": "theme=dark; \(cookie)", "content-type": "application/json",
                ],
                body: Self.orderBody(account: account, bearer: bearer)
            )
        )
        _ = send(Call(target: field("Location", order) + "&page=2", fields: ["authorization": "Bearer \(bearer)"]))
        return exchanges
    }

    private static func exchange(_ call: Call, _ answer: Answer, at time: Int64, _ number: UInt64) -> Exchange {
        let lines = call.fields.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)\r\n" }.joined()
        var exchange = SmallCorpus.exchange(
            call.method,
            call.target,
            at: time,
            status: answer.status,
            body: call.body,
            fields: lines + (call.body.isEmpty ? "" : "Content-Length: \(call.body.utf8.count)\r\n")
        )
        exchange.connection = RecordedConnection(id: number, client: "192.0.2.\(number):50000")
        exchange.response = RecordedResponse(
            fieldLines: answer.fields.flatMap { Array("\($0.0): \($0.1)\r\n".utf8) },
            body: Array(answer.body.utf8)
        )
        return exchange
    }
}
