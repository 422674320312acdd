import Foundation

/// A request as a `--exec` command reads it: one line of JSON.
struct ExecQuestion: Encodable {
    private let id: UInt64
    private let method: String
    private let target: String
    private let host: String
    private let headers: [[String]]
    /// In base64.
    private let body: String
    private let exchange: UInt64
    private let connection: UInt64

    init(_ request: ReplayRequest, id: UInt64) {
        self.id = id
        method = request.method
        target = request.target
        host = request.host
        headers = request.headers.map { [$0.name, $0.value] }
        body = Data(request.body).base64EncodedString()
        exchange = request.exchange
        connection = request.connection
    }

    /// The line, with its end.
    func line() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(self) + [UInt8(ascii: "\n")]
    }
}

/// What a `--exec` command makes of a request: one line of JSON with the request's `id`, and what it changes.
struct ExecAnswer {
    /// What the command wants.
    enum Verdict: Equatable {
        case send(ReplayRequest)
        case drop
        /// It has an `id`, and what else it has makes no request.
        case unreadable
    }

    /// Which request it is about.
    let id: UInt64
    private let changes: Changes?

    /// Reads a line.
    ///
    /// - Returns: nil where it is no JSON with an `id`.
    init?(_ line: Data) {
        let decoder = JSONDecoder()
        guard let numbered = try? decoder.decode(Numbered.self, from: line) else { return nil }
        id = numbered.id
        changes = try? decoder.decode(Changes.self, from: line)
    }

    /// What becomes of the request.
    func verdict(on shown: ReplayRequest) -> Verdict {
        guard let changes else { return .unreadable }
        if changes.drop == true { return .drop }
        var request = shown
        if let method = changes.method { request.method = method }
        if let target = changes.target { request.target = target }
        if let headers = changes.headers {
            guard headers.allSatisfy({ $0.count == 2 }) else { return .unreadable }
            request.headers = headers.map { .init($0[0], $0[1]) }
        }
        if let text = changes.body {
            guard let body = Data(base64Encoded: text) else { return .unreadable }
            request.body = Array(body)
        }
        return .send(request)
    }

    private struct Numbered: Decodable {
        let id: UInt64
    }

    private struct Changes: Decodable {
        let drop: Bool?
        let method: String?
        let target: String?
        let headers: [[String]]?
        let body: String?
    }
}
