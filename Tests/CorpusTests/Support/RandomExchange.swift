import Corpus
import HTTPWire
import TestSupport

extension Exchange {
    /// An exchange as random as its types let it be: any bytes, any time, any part absent.
    static func random(using random: inout SeededGenerator) -> Exchange {
        var exchange = Exchange(
            start: .random(using: &random),
            connection: .random(using: &random),
            request: .random(using: &random),
            outcome: .random(using: &random),
            response: .random(using: &random)
        )
        if Int.random(in: 0..<4, using: &random) == 0 {
            exchange.links = (0..<Int.random(in: 1..<4, using: &random)).map { _ in .random(using: &random) }
        }
        return exchange
    }
}

extension ValueLink {
    /// Of one of a few sources, so that they come again.
    static func random(using random: inout SeededGenerator) -> ValueLink {
        let places: [ValuePlace] = [
            .json("$.a[3][\"b \\\" c\"]"), .header("etag"), .cookie("sid"), .locationSegment(2),
            .locationParameter("code"),
        ]
        let start = Int.random(in: 0..<1000, using: &random)
        return ValueLink(
            source: ValueSource(
                endpoint: ["POST /login", "GET /ü\n{id}", ""].randomElement(using: &random) ?? "",
                place: places.randomElement(using: &random) ?? .header("")
            ),
            connection: [0, 1, 7, .max].randomElement(using: &random) ?? 0,
            age: UInt64.random(in: 0..<1 << UInt64.random(in: 1..<63, using: &random), using: &random),
            use: ValueUse.allCases.randomElement(using: &random) ?? .path,
            isEscaped: Bool.random(using: &random),
            range: start..<start + Int.random(in: 0..<100, using: &random)
        )
    }
}

extension Timestamp {
    /// Most are stamped in microseconds within a minute, as in a capture; a few are anywhere.
    static func random(using random: inout SeededGenerator) -> Timestamp {
        switch Int.random(in: 0..<20, using: &random) {
        case 0: Timestamp(nanoseconds: .random(in: .min ... .max, using: &random))
        case 1: Timestamp(nanoseconds: 1_700_000_000_000_000_000)
        default:
            Timestamp(nanoseconds: 1_700_000_000_000_000_000 + 1000 * Int64.random(in: 0..<60_000_000, using: &random))
        }
    }
}

extension RecordedConnection? {
    /// One of a few, so that they come again.
    static func random(using random: inout SeededGenerator) -> RecordedConnection? {
        let id = UInt64.random(in: 0..<12, using: &random)
        switch id {
        case 0: return nil
        case 1: return RecordedConnection(id: .max)
        case 2: return RecordedConnection(id: id, client: "", server: "[2001:db8::7]:443")
        default: return RecordedConnection(id: id, client: "10.0.0.\(id):5\(id)", server: "192.0.2.1:80")
        }
    }
}

extension RecordedRequest {
    static func random(using random: inout SeededGenerator) -> RecordedRequest {
        let words = ["", "GET", "POST", "/", "/users/7?q=1", "service.test", "\u{0}\u{FF}", "ü"].map { Array($0.utf8) }
        func word(_ random: inout SeededGenerator) -> [UInt8] { words.randomElement(using: &random) ?? [] }
        let lines = ["Host: a\r\n", "A: b\r\n", "Cookie: x=1; y=2\r\n", "bare\n", "no end"].map { Array($0.utf8) }
        func block(_ random: inout SeededGenerator) -> [UInt8] {
            (0..<Int.random(in: 0..<5, using: &random)).flatMap { _ in lines.randomElement(using: &random) ?? [] }
        }
        let size = Bool.random(using: &random) ? 0 : Int.random(in: 0..<500, using: &random)
        return RecordedRequest(
            method: word(&random),
            target: word(&random),
            authority: word(&random),
            fields: block(&random),
            body: (0..<size).map { _ in UInt8.random(in: .min ... .max, using: &random) },
            trailers: Bool.random(using: &random) ? [] : block(&random),
            version: [nil, .http10, .http11, .http2].randomElement(using: &random) ?? nil,
            scheme: [nil, .http, .https].randomElement(using: &random) ?? nil,
            bodyState: [.complete, .absent, .truncated].randomElement(using: &random) ?? .complete
        )
    }
}

extension RecordedResponse? {
    /// None for most, and a few bodies, so that they come again.
    static func random(using random: inout SeededGenerator) -> RecordedResponse? {
        guard Int.random(in: 0..<3, using: &random) == 0 else { return nil }
        let lines = ["Content-Type: text/plain\r\n", "Set-Cookie: s=1\r\n", "bare\n", "no end"]
        let bodies: [[UInt8]?] = [nil, [], Array("{}".utf8), [0, 0xFF, 0x0A]]
        return RecordedResponse(
            fieldLines: (0..<Int.random(in: 0..<3, using: &random)).flatMap { _ in
                Array((lines.randomElement(using: &random) ?? "").utf8)
            },
            body: bodies.randomElement(using: &random) ?? nil
        )
    }
}

extension Outcome {
    static func random(using random: inout SeededGenerator) -> Outcome {
        /// Absent, small, a round number of microseconds, or (seldom) anything that the format keeps.
        func time(_ random: inout SeededGenerator) -> UInt64? {
            switch Int.random(in: 0..<60, using: &random) {
            case 0..<20: nil
            case 20..<40: UInt64.random(in: 0..<1000, using: &random)
            case 40..<59: 1000 * UInt64.random(in: 0..<100, using: &random)
            default: UInt64.random(in: 0..<1 << 61, using: &random)
            }
        }
        return Outcome(
            ending: Outcome.Ending(rawValue: .random(in: 0..<6, using: &random)) ?? .unknown,
            status: Bool.random(using: &random) ? nil : UInt16.random(in: .min ... .max, using: &random),
            timeToFirstByte: time(&random),
            duration: time(&random),
            responseSize: time(&random),
            responseDigest: Bool.random(using: &random) ? nil : UInt32.random(in: .min ... .max, using: &random),
            grpcStatus: Int.random(in: 0..<4, using: &random) > 0
                ? nil : GRPCStatus(code: .random(in: 0...255, using: &random))
        )
    }
}
