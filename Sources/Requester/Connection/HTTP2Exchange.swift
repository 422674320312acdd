import HTTPWire
import NIOHPACK

/// What one stream of an HTTP/2 connection is at: a request that was sent, and what has come back (RFC 9113, section 8.1).
struct HTTP2Exchange {
    /// The request, and who waits.
    let pending: PendingRequest
    /// Whether all of the request has been sent.
    var isRequestWhole: Bool { pending.upload?.isWhole ?? true }
    /// What has come back.
    private(set) var outcome = WireOutcome()
    /// Bytes of DATA frames that no window was given back for.
    var unacknowledged = 0
    private var isGRPC = false

    init(_ pending: PendingRequest, connectTime: UInt64, reused: Bool, at now: UInt64) {
        self.pending = pending
        outcome.sent = now
        outcome.connectTime = connectTime
        outcome.reusedConnection = reused
        if pending.request.digestsBody { outcome.digest = BodyDigest() }
    }

    /// A head, an interim one, or trailers.
    mutating func receive(_ headers: HPACKHeaders, at now: UInt64) {
        if outcome.firstByte == 0 { outcome.firstByte = now }
        if outcome.status == 0 {
            guard let status = headers.first(name: ":status").flatMap(UInt16.init), status >= 200 else { return }
            outcome.status = status
            if pending.request.keepsFields { outcome.fields = Self.lines(headers) }
            isGRPC = headers.first(name: "content-type")?.hasPrefix("application/grpc") ?? false
        }
        // In the trailers; in the head where nothing but the status follows ("Trailers-Only").
        if let code = headers.first(name: "grpc-status").flatMap(UInt8.init) { outcome.grpcStatus = code }
    }

    /// Fields as HTTP/1.1 writes them; without those that could not be told apart there.
    private static func lines(_ headers: HPACKHeaders) -> [UInt8] {
        headers.reduce(into: []) { lines, field in
            let bytes = field.name.utf8.count + field.value.utf8.count
            guard !field.name.hasPrefix(":"), !field.value.utf8.contains(where: { $0 == 0 || $0 == 10 || $0 == 13 }),
                lines.count + bytes <= Self.mostFieldBytes
            else { return }
            lines += "\(field.name): \(field.value)\r\n".utf8
        }
    }

    /// As many bytes of fields as are kept; what our settings allow a peer to send.
    private static let mostFieldBytes = 256 << 10

    /// Bytes of the body.
    mutating func receive(_ bytes: UnsafeRawBufferPointer, at now: UInt64) {
        if outcome.firstByte == 0 { outcome.firstByte = now }
        outcome.responseBytes &+= UInt64(bytes.count)
        outcome.digest?.update(bytes)
        let room = pending.request.keepBody - outcome.body.count
        if room > 0 { outcome.body.append(contentsOf: bytes.prefix(room)) }
    }

    /// The stream has ended in good order.
    mutating func end(at now: UInt64) {
        outcome.lastByte = now
        if outcome.status == 0 { outcome.failure = RequestFailure(.malformed, "a stream without a status") }
        // A call that does not say how it ended has failed (gRPC over HTTP/2, "Responses").
        if isGRPC, outcome.grpcStatus == nil { outcome.grpcStatus = 2 }
    }

    /// The stream has failed.
    mutating func end(_ failure: RequestFailure, at now: UInt64) {
        outcome.lastByte = now
        outcome.failure = failure
    }

    /// Its time is up.
    mutating func expire(at now: UInt64) {
        let sending = outcome.status == 0 ? pending.upload?.awaited : nil
        end(.timeout(sending ?? (outcome.firstByte == 0 ? .firstByte : .body)), at: now)
    }
}
