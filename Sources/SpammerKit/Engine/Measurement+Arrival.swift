import Analysis

extension Measurement {
    /// What the books take of a task that has come back.
    ///
    /// A task that sent its request through the requester has the requester's instants. For any other the task itself is
    /// the exchange: sent when it began, ended when it returned, or as long as it says.
    ///
    /// - Parameters:
    ///   - start: the run's start, on the monotonic clock, as all instants here.
    ///   - began: when a worker took the arrival up.
    ///   - ended: when the task returned.
    init(_ arrival: Arrival, _ result: TaskResult, start: UInt64, began: UInt64, ended: UInt64) {
        let judged: Result =
            switch result.state {
            case .success: .passed
            case .failure: .failed(result.exchange?.failure ?? .task)
            }
        let intended = start &+ arrival.offset
        let endpoint = arrival.request?.endpoint ?? 0
        if let exchange = result.exchange {
            self.init(
                endpoint: endpoint,
                intended: intended,
                sent: exchange.sent,
                firstByte: exchange.firstByte,
                lastByte: max(exchange.lastByte, exchange.sent),
                connectTime: exchange.connectTime,
                result: judged,
                status: exchange.status,
                responseBytes: exchange.responseBytes
            )
        } else {
            let lastByte = result.responseTime.map { began &+ $0.nanoseconds } ?? ended
            self.init(endpoint: endpoint, intended: intended, sent: began, lastByte: lastByte, result: judged)
        }
        addRecording(of: arrival)
    }

    /// What the books take of a task that has not come back when the run ends: its time so far.
    init(unfinished arrival: Arrival, start: UInt64, began: UInt64, ended: UInt64) {
        self.init(
            endpoint: arrival.request?.endpoint ?? 0,
            intended: start &+ arrival.offset,
            sent: began,
            lastByte: ended,
            result: .unfinished
        )
        addRecording(of: arrival)
    }

    private mutating func addRecording(of arrival: Arrival) {
        guard let request = arrival.request else { return }
        exchange = request.exchange
        recordedStatus = request.recordedStatus
        recordedDuration = request.recordedDuration
        recordedTimeToFirstByte = request.recordedTimeToFirstByte
    }
}

extension Duration {
    /// The duration in nanoseconds, held between 0 and 2⁶⁴ − 1.
    package var nanoseconds: UInt64 {
        let (seconds, attoseconds) = components
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        let (whole, overflow) = UInt64(seconds).multipliedReportingOverflow(by: 1_000_000_000)
        if overflow { return .max }
        let (sum, past) = whole.addingReportingOverflow(UInt64(attoseconds) / 1_000_000_000)
        return past ? .max : sum
    }
}
