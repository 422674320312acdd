/// What was measured of one arrival: plain values, made once when the arrival is over.
///
/// Instants are nanoseconds of one monotonic clock; 0 means that the instant never came.
package struct Measurement: Sendable, Hashable {
    /// How an arrival ended.
    package enum Result: Sendable, Hashable {
        /// As expected.
        case passed
        /// Not as expected, or not at all.
        case failed(FailureKind)
        /// Still in flight when the run stopped waiting.
        case unfinished
    }

    /// The endpoint's place in the run's table of endpoints.
    package var endpoint: Int

    /// When the request should have been sent.
    package var intended: UInt64

    /// When its first byte was written; 0 where it never was, as when the connection was refused.
    package var sent: UInt64

    /// When the response's first byte was back.
    package var firstByte: UInt64

    /// When the response's last byte was back; for any other end, the instant of that end: of the timeout, of the failure,
    /// of the run.
    package var lastByte: UInt64

    /// Nanoseconds, between `intended` and `sent`, in which a connection for this request was being opened.
    package var connectTime: UInt64

    /// How it ended.
    package var result: Result

    /// The response's status code; 0 where there is none.
    package var status: UInt16

    /// Bytes of the response's body.
    package var responseBytes: UInt64

    /// The recorded status code; 0 where nothing is recorded.
    package var recordedStatus: UInt16

    /// Nanoseconds that the recorded exchange took, from the request's first byte to the response's last.
    package var recordedDuration: UInt64?

    /// Nanoseconds to the recorded response's first byte.
    package var recordedTimeToFirstByte: UInt64?

    /// The request's number in its corpus, from 1; 0 where it has none.
    package var exchange: UInt64 = 0

    /// A measurement of its parts; those that are left out are unknown.
    package init(
        endpoint: Int,
        intended: UInt64,
        sent: UInt64,
        firstByte: UInt64 = 0,
        lastByte: UInt64,
        connectTime: UInt64 = 0,
        result: Result,
        status: UInt16 = 0,
        responseBytes: UInt64 = 0,
        recordedStatus: UInt16 = 0,
        recordedDuration: UInt64? = nil,
        recordedTimeToFirstByte: UInt64? = nil
    ) {
        self.endpoint = endpoint
        self.intended = intended
        self.sent = sent
        self.firstByte = firstByte
        self.lastByte = lastByte
        self.connectTime = connectTime
        self.result = result
        self.status = status
        self.responseBytes = responseBytes
        self.recordedStatus = recordedStatus
        self.recordedDuration = recordedDuration
        self.recordedTimeToFirstByte = recordedTimeToFirstByte
    }
}

extension Measurement {
    /// Whether the times of this arrival tell how fast the target is; see ``FailureKind/measuresLatency``.
    package var measuresLatency: Bool {
        switch result {
        case .passed, .unfinished: true
        case .failed(let kind): kind.measuresLatency
        }
    }

    /// Nanoseconds from the intended instant to the last byte: what a user would have felt.
    package var responseTime: UInt64 { Self.span(from: intended, to: lastByte) }

    /// Nanoseconds from the first byte written to the last byte back; nil where nothing was written.
    package var serviceTime: UInt64? { sent == 0 ? nil : Self.span(from: sent, to: lastByte) }

    /// Nanoseconds from the first byte written to the first byte back; nil where one of them never was.
    package var timeToFirstByte: UInt64? { sent == 0 || firstByte == 0 ? nil : Self.span(from: sent, to: firstByte) }

    /// Nanoseconds by which the generator was late: `sent − intended − connectTime`, never negative; nil where nothing was
    /// written.
    ///
    /// Opening a connection is left out because it is the target that takes that time. A cold pool, or a target that is
    /// slow to accept, would else be taken for a generator that cannot keep up. It stays in the response time: a user
    /// would have felt it. Waiting for a free connection of a full pool is not left out: the pool's size is the
    /// generator's.
    package var lateness: UInt64? {
        guard sent != 0 else { return nil }
        let wait = Self.span(from: intended, to: sent)
        return wait > connectTime ? wait - connectTime : 0
    }

    /// The instant by which throughput is counted: when it was sent, or when the attempt ended.
    package var attempted: UInt64 { sent == 0 ? lastByte : sent }

    private static func span(from start: UInt64, to end: UInt64) -> UInt64 {
        end > start ? end - start : 0
    }
}
