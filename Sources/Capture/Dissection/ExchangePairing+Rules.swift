import Corpus
import DequeModule

/// The rules by which a response finds its request.
extension ExchangePairing {
    /// The first request without a response, or nil.
    var firstUnpaired: Int? {
        let first = requests.isEmpty || requests[0].response == nil ? 0 : 1
        return first < requests.count ? first : nil
    }

    /// The last request without a response that began at a time or before it, or nil.
    func lastRequest(before time: Timestamp) -> Int? {
        guard let first = firstUnpaired else { return nil }
        return requests.indices[first...].last { requests[$0].start <= time }
    }

    /// Pairs what can be paired, and gives out what is settled.
    mutating func settle(into output: inout DissectionOutput) {
        while true {
            giveOutFinished(into: &output)
            guard let response = responses.first, let first = firstUnpaired else { return }
            if !requests[first].followsLoss, !response.followsLoss {
                notePipelining(after: first, answeredAt: response.firstByte)
                pair(first, into: &output)
            } else if requests[first].start > response.firstByte {
                // It came before the request was sent, so it answers one that is lost. If no request is lost here,
                // the responses are still out of count.
                let losing = response.followsLoss && !requests[first].followsLoss
                dropOldestResponse(losing: losing, into: &output)
            } else if isPipelined {
                guard settlesPipelined(response, from: first, into: &output) else { return }
            } else {
                guard settlesWaiting(response, from: first, into: &output) else { return }
            }
        }
    }

    /// The client waits for each response: it answers the last request that began before it.
    ///
    /// False where that one may not have been seen yet.
    private mutating func settlesWaiting(
        _ response: OpenResponse,
        from first: Int,
        into output: inout DissectionOutput
    ) -> Bool {
        if response.followsLoss, !haveSeenRequests(until: response.firstByte) { return false }
        guard let answered = lastRequest(before: response.firstByte) else { return false }
        if response.followsLoss, mayBeLost(after: answered) {
            // Between this request and the next there may be one more, which the response may be for as well.
            output.account.count(DissectionEvent.uncertainPairing)
            dropRequests(from: first, upTo: answered + 1, into: &output)
            dropOldestResponse(losing: true, into: &output)
            return true
        }
        dropRequests(from: first, upTo: answered, into: &output)
        pair(first, into: &output)
        return true
    }

    /// The client does not wait: the responses that were lost are counted by what the times allow.
    ///
    /// If k responses were lost, the i-th response after them answers request k + i. Each must have begun after its
    /// request, which bounds k from above. Where only k = 0 is left, the count is whole again.
    /// False where more than one k is left.
    private mutating func settlesPipelined(
        _ response: OpenResponse,
        from first: Int,
        into output: inout DissectionOutput
    ) -> Bool {
        let hasLostRequests = requests.indices[first...].contains { requests[$0].followsLoss }
        guard response.followsLoss, !hasLostRequests else { return false }
        var most = Int.max
        for (index, waiting) in responses.enumerated() where haveSeenRequests(until: waiting.firstByte) {
            guard let last = lastRequest(before: waiting.firstByte) else { continue }
            most = min(most, last - first - index)
        }
        switch most {
        case 0:
            responses[0].followsLoss = false
            return true
        case ..<0:
            // More responses than requests: the first one is no response to any of them.
            output.account.count(DissectionEvent.uncertainPairing)
            dropOldestResponse(losing: true, into: &output)
            return true
        default:
            return false
        }
    }

    /// Whether a request may have been lost between one and the next.
    private func mayBeLost(after index: Int) -> Bool {
        index + 1 < requests.count ? requests[index + 1].followsLoss : requestLossIsPending
    }

    /// Whether all requests that began up to a time are here, or lost.
    private func haveSeenRequests(until time: Timestamp) -> Bool {
        if requestsEnded { return true }
        guard let seen = requestsSeenUntil else { return false }
        return seen >= time
    }

    /// A request that began before the response to the one before it did not wait for it.
    private mutating func notePipelining(after index: Int, answeredAt time: Timestamp) {
        guard index + 1 < requests.count, !requests[index + 1].followsLoss else { return }
        if requests[index + 1].start < time { isPipelined = true }
    }
}

// MARK: - Taking messages out

extension ExchangePairing {
    /// Puts the oldest response to a request.
    ///
    /// The count is whole from here on.
    private mutating func pair(_ index: Int, into output: inout DissectionOutput) {
        guard let response = responses.popFirst() else { return }
        output.account.messages.paired &+= 1
        requests[index].response = response
        requests[index].followsLoss = false
        if response.endsHTTP { switchIsSettled = true }
    }

    /// Gives out the first request, once both it and its response are complete.
    private mutating func giveOutFinished(into output: inout DissectionOutput) {
        while !requests.isEmpty, requests[0].isComplete, requests[0].isAnswered {
            giveOutPaired(into: &output)
        }
    }

    private mutating func giveOutPaired(into output: inout DissectionOutput) {
        guard !requests.isEmpty, let response = requests[0].response else { return }
        let request = removeRequest(at: 0)
        // A response that never ended is one that the recording does not show the end of.
        let result = response.result ?? ResponseResult(ending: .truncated)
        let outcome = Outcome(
            ending: result.ending,
            status: response.status,
            timeToFirstByte: response.firstByte.nanoseconds(since: request.start),
            duration: result.lastByte.map { $0.nanoseconds(since: request.start) },
            responseSize: result.bodySize,
            responseDigest: result.digest
        )
        emit(request, outcome, result.kept, into: &output)
    }

    /// Gives out the first request as it is.
    mutating func dropOldestRequest(into output: inout DissectionOutput) {
        guard !requests.isEmpty else { return }
        guard requests[0].response == nil else { return giveOutPaired(into: &output) }
        dropRequests(from: 0, upTo: 1, into: &output)
        // A response to it may still come, so the count is broken.
        if requests.isEmpty {
            loseRequests()
        } else {
            requests[0].followsLoss = true
        }
    }

    /// Gives out the first request, of which it is known that no response came: nothing was lost.
    mutating func giveOutUnanswered(into output: inout DissectionOutput) {
        let ending: Outcome.Ending =
            switch responsesEnd {
            case .reset: .reset
            case .fin: .closed
            case .captureEnd, .evicted, nil: .noResponse
            }
        output.account.messages.requestsWithoutResponse &+= 1
        emit(removeRequest(at: 0), Outcome(ending: ending), into: &output)
    }

    /// Gives out requests as unanswered.
    private mutating func dropRequests(from first: Int, upTo end: Int, into output: inout DissectionOutput) {
        for _ in first..<max(first, end) {
            output.account.messages.requestsWithoutResponse &+= 1
            emit(removeRequest(at: first), .noResponse, into: &output)
        }
    }

    /// Counts the oldest response as one without a request.
    ///
    /// - Parameter losing: whether responses may be missing before the next one as well.
    mutating func dropOldestResponse(losing: Bool, into output: inout DissectionOutput) {
        guard let response = responses.popFirst() else { return }
        output.account.messages.responsesWithoutRequest &+= 1
        heldResponseBytes &-= response.size
        if response.endsHTTP { switchIsSettled = true }
        guard losing else { return }
        if responses.isEmpty {
            loseResponses()
        } else {
            responses[0].followsLoss = true
        }
    }

    mutating func removeRequest(at index: Int) -> OpenRequest {
        // The usual case moves nothing.
        let request = requests.count == 1 && index == 0 ? requests.removeLast() : requests.remove(at: index)
        heldBytes &-= request.size
        heldResponseBytes &-= request.response?.size ?? 0
        return request
    }

    func emit(
        _ open: consuming OpenRequest,
        _ outcome: Outcome,
        _ response: RecordedResponse? = nil,
        into output: inout DissectionOutput
    ) {
        // More of it may come, but not into this exchange.
        if !open.isComplete { open.request.bodyState = .truncated }
        output.exchanges.append(
            Exchange(
                start: open.start,
                connection: connection,
                request: open.request,
                outcome: outcome,
                response: response
            )
        )
    }
}
