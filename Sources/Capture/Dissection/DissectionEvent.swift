import Corpus
import HTTPWire

/// Names of what dissection counts in `RecordingAccount.events`.
enum DissectionEvent {
    /// A limit of ``DissectionLimits``.
    static let startLineLimit = "startLineLimit"
    static let requestBodyLimit = "requestBodyLimit"
    static let responseBodyLimit = "responseBodyLimit"
    static let openRequestLimit = "openRequestLimit"
    static let waitingResponseLimit = "waitingResponseLimit"
    /// A connection that speaks HTTP/2 from its first byte.
    static let http2Connection = "http2Connection"
    /// A direction of such a connection that cannot be read any further: bytes of it were lost, or it broke a rule.
    static let http2Lost = "http2Lost"
    /// Headers that are no request or response: without a method, or with a status that is no number.
    static let http2Malformed = "http2Malformed"
    /// Responses over HTTP/2 to the request that asked for it, which HTTP/1 has with its 101.
    static let http2Upgrade = "http2Upgrade"
    /// Streams that a server began of its own, which are passed over.
    static let http2Push = "http2Push"
    /// A response whose head was lost or cut off before its status was known.
    static let brokenResponse = "brokenResponse"
    /// Bytes that a gap took out of a request's or a response's body.
    static let gapInRequestBody = "gapInRequestBody"
    static let gapInResponseBody = "gapInResponseBody"
    /// A response that more than one request could be the cause of, after a loss; it was paired with none.
    static let uncertainPairing = "uncertainPairing"
    /// A response without a known request, and without the body that its length announces: as to a HEAD.
    static let responseTakenForHead = "responseTakenForHead"
    /// A request that announced a body with `Expect: 100-continue`, was answered at once, and never sent it.
    static let expectedBodyNotSent = "expectedBodyNotSent"

    /// A call of gRPC that failed: `grpc.UNAVAILABLE`.
    static func grpc(_ status: GRPCStatus) -> String {
        "grpc.\(status)"
    }

    /// A connection of TLS of which nothing more can be read: `tls.noKey`.
    static func tls(_ problem: TLSSession.Problem) -> String {
        "tls.\(problem.rawValue)"
    }

    /// A message that broke a rule of the parser: `request.chunkSize`.
    static func failure(_ failure: HTTP1Failure, in role: HTTP1Parser.Role) -> String {
        "\(prefix(role)).\(failure)"
    }

    /// A departure from the grammar that was accepted: `response.bareLineFeed`.
    static func note(_ name: String, in role: HTTP1Parser.Role) -> String {
        "\(prefix(role)).\(name)"
    }

    private static func prefix(_ role: HTTP1Parser.Role) -> String {
        switch role {
        case .request: "request"
        case .response: "response"
        }
    }
}
