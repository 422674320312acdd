import Corpus
import DequeModule
import HTTPWire

/// Puts each response of a connection together with the request that it answers.
///
/// While nothing is lost, the n-th response answers the n-th request (RFC 9112, section 9.3.2), whatever their times,
/// and whichever of the two the capture shows first. A loss in either direction breaks the count. From there on:
///
/// * On a connection where the client waits for each response before it sends the next request, a response answers
///   the last request that began before it. Most clients do so (RFC 9112, section 9.3.2 leaves pipelining to choice);
///   it is assumed until a request is seen that did not wait.
/// * On a connection that pipelines, a response after lost ones is held until the times leave one reading only: each
///   response must have begun after the request that it answers, and responses come in the order of their requests.
/// * Where more than one request could be the one, none is: both stay unpaired, and `uncertainPairing` counts it.
///
/// One pair settles the count anew. A pure value: it knows nothing of bytes.
struct ExchangePairing: Sendable {
    /// Requests that are not settled, in the order in which they were sent.
    ///
    /// Only the first one can have its response: that response ended before the next could begin.
    /// An array, as its elements are looked at in their place, and a deque would copy them; seldom does more than one wait.
    var requests: [OpenRequest] = []

    /// Responses whose request has not been seen, in the order in which they came.
    var responses: Deque<OpenResponse> = []

    /// What the requests were that were given out before their responses came, while the count is whole: those responses are
    /// known for theirs, and for nobody else's.
    var givenOut: Deque<ResponseContext> = []

    /// The connection that exchanges are recorded with.
    let connection: RecordedConnection

    let limits: DissectionLimits

    /// Whether the client was seen to send a request without waiting for a response.
    var isPipelined = false

    /// Whether a loss comes before the next request, or the next response.
    var requestLossIsPending: Bool
    var responseLossIsPending: Bool

    /// Up to when all that the client sent was seen, or is known to be lost; nil before its first byte.
    var requestsSeenUntil: Timestamp?
    var requestsEnded = false

    /// Bytes that requests hold.
    var heldBytes = 0
    /// Bytes that responses hold which have ended.
    var heldResponseBytes = 0
    var requestCount: UInt64 = 0
    var responseCount: UInt64 = 0

    /// How the server's direction ended; nil while it has not.
    var responsesEnd: StreamEnd?

    /// Whether the server has answered by leaving HTTP: with a 101, or a 2xx to CONNECT.
    var switchIsSettled = false

    /// The pairing of a connection that was seen from its first byte, or was joined in the middle.
    init(connection: RecordedConnection, joinedMidstream: Bool, limits: DissectionLimits) {
        self.connection = connection
        self.limits = limits
        requestLossIsPending = joinedMidstream
        responseLossIsPending = joinedMidstream
    }

    /// When the oldest request that is not settled began.
    var oldestOpenStart: Timestamp? {
        requests.isEmpty ? nil : requests[0].start
    }

    /// Bytes of memory that requests and responses hold which are not settled.
    var openBytes: Int { heldBytes &+ heldResponseBytes }

    /// Whether no request waits for its response.
    var isSettled: Bool { requests.isEmpty && givenOut.isEmpty }

    /// What the next response answers, as far as can be told when its first byte comes.
    ///
    /// Nil where no request is known that it could be for.
    func contextOfNextResponse(at time: Timestamp) -> ResponseContext? {
        if let context = givenOut.first { return context }
        guard responses.isEmpty, let first = firstUnpaired else { return nil }
        guard responseLossIsPending || requests[first].followsLoss else { return requests[first].context }
        return lastRequest(before: time).map { requests[$0].context }
    }
}

// MARK: - What happens in the two directions

extension ExchangePairing {
    /// The client's bytes up to a time have come, or are known to be lost.
    mutating func seenRequests(until time: Timestamp, into output: inout DissectionOutput) {
        if let known = requestsSeenUntil, known >= time { return }
        requestsSeenUntil = time
        if !responses.isEmpty { settle(into: &output) }
    }

    /// A request's head has come.
    ///
    /// - Parameter sharesSegment: whether the request before it ended in the segment in which this one began.
    mutating func open(_ request: consuming OpenRequest, sharesSegment: Bool, into output: inout DissectionOutput) {
        output.account.messages.requests &+= 1
        if sharesSegment, !requests.isEmpty { isPipelined = true }
        requestCount &+= 1
        request.number = requestCount
        request.followsLoss = requestLossIsPending
        requestLossIsPending = false
        heldBytes &+= request.size
        requests.append(request)
        while requests.count > limits.openRequests || (heldBytes > limits.openRequestBytes && requests.count > 1) {
            output.account.count(DissectionEvent.openRequestLimit)
            dropOldestRequest(into: &output)
        }
        settle(into: &output)
    }

    /// Bytes of the newest request's body have come.
    ///
    /// Nothing is kept behind a hole. False where the limit was passed just now.
    mutating func appendBody(_ bytes: RawSpan, limit: Int) -> Bool {
        guard let newest = newestRequest, requests[newest].request.bodyState == .complete else { return true }
        let room = max(limit - requests[newest].request.range(of: .body).count, 0)
        let kept = bytes.extracting(first: min(room, bytes.byteCount))
        requests[newest].request.appendBody(kept)
        heldBytes &+= kept.byteCount
        guard kept.byteCount < bytes.byteCount else { return true }
        requests[newest].request.bodyState = .truncated
        return false
    }

    /// A part of the newest request's body is lost.
    mutating func truncateNewestRequest() {
        guard let newest = newestRequest else { return }
        requests[newest].request.bodyState = .truncated
    }

    /// The newest request is complete, or no more of it can come.
    mutating func finishNewestRequest(trailers: [UInt8], into output: inout DissectionOutput) {
        guard let newest = newestRequest else { return }
        if !trailers.isEmpty {
            requests[newest].request.appendTrailers(trailers)
            heldBytes &+= trailers.count
        }
        requests[newest].isComplete = true
        settle(into: &output)
    }

    /// Whether the newest request has its response, and that one is complete.
    var newestRequestIsAnswered: Bool {
        newestRequest.map { requests[$0].isAnswered } ?? false
    }

    /// The index of the request that began last; nil where it is settled already.
    private var newestRequest: Int? {
        guard let last = requests.indices.last, requests[last].number == requestCount else { return nil }
        return last
    }

    /// Requests may have been lost here.
    mutating func loseRequests() {
        requestLossIsPending = true
    }

    /// No more requests come.
    mutating func endRequests(into output: inout DissectionOutput) {
        requestsEnded = true
        settle(into: &output)
    }

    /// A final response's head has come.
    ///
    /// - Returns: the response's number.
    mutating func open(
        responseWithStatus status: UInt16,
        firstByte: Timestamp,
        endsHTTP: Bool,
        into output: inout DissectionOutput
    ) -> UInt64 {
        output.account.messages.responses &+= 1
        responseCount &+= 1
        if givenOut.popFirst() != nil {
            output.account.messages.responsesWithoutRequest &+= 1
            if endsHTTP { switchIsSettled = true }
            return responseCount
        }
        let followsLoss = responseLossIsPending
        responseLossIsPending = false
        responses.append(
            OpenResponse(
                number: responseCount,
                status: status,
                firstByte: firstByte,
                followsLoss: followsLoss,
                endsHTTP: endsHTTP
            )
        )
        if responses.count > limits.waitingResponses {
            output.account.count(DissectionEvent.waitingResponseLimit)
            dropOldestResponse(losing: true, into: &output)
        }
        settle(into: &output)
        return responseCount
    }

    /// A response has ended.
    mutating func complete(
        response number: UInt64,
        with result: ResponseResult,
        into output: inout DissectionOutput
    ) {
        if !requests.isEmpty, requests[0].isAnswered(by: number) {
            requests[0].response?.result = result
            heldResponseBytes &+= result.kept?.size ?? 0
            settle(into: &output)
        } else if let newest = responses.indices.last, responses[newest].number == number {
            responses[newest].result = result
            // They may be many, and nobody knows whether a request comes for them.
            let most = responses.count.multipliedReportingOverflow(by: limits.responseBodyBytes ?? 0)
            if most.overflow || most.partialValue > limits.waitingResponseBytes {
                responses[newest].result?.kept?.body = nil
            }
            heldResponseBytes &+= responses[newest].size
        }
    }

    /// A response has begun, and its head will never be whole.
    mutating func loseResponseHead(
        status: UInt16?,
        firstByte: Timestamp,
        ending: Outcome.Ending,
        into output: inout DissectionOutput
    ) {
        output.account.count(DissectionEvent.brokenResponse)
        defer { loseResponses() }
        // While the count is whole it is known whose response it was.
        guard givenOut.isEmpty, responses.isEmpty, !responseLossIsPending, let first = firstUnpaired,
            !requests[first].followsLoss
        else { return }
        let start = requests[first].start
        let outcome = Outcome(ending: ending, status: status, timeToFirstByte: firstByte.nanoseconds(since: start))
        output.account.messages.requestsWithoutResponse &+= 1
        emit(removeRequest(at: first), outcome, into: &output)
    }

    /// Responses may have been lost here.
    mutating func loseResponses() {
        responseLossIsPending = true
        forgetGivenOut()
    }

    /// Gives all requests out as they are, and no response waits any more.
    ///
    /// A response that comes later is counted as having no request.
    mutating func giveOutAll(into output: inout DissectionOutput) {
        let isWhole =
            responses.isEmpty && !responseLossIsPending && !requestLossIsPending
            && !requests.contains(where: \.followsLoss)
        while !responses.isEmpty { dropOldestResponse(losing: true, into: &output) }
        let waiting = isWhole ? requests.filter { $0.response == nil }.map(\.context) : []
        while !requests.isEmpty { dropOldestRequest(into: &output) }
        guard isWhole else { return forgetGivenOut() }
        // The responses to come are known by their number, so the count stays whole.
        requestLossIsPending = false
        givenOut.append(contentsOf: waiting)
        // Of a capture that shows one direction only there are no responses.
        if givenOut.count > limits.openRequests { forgetGivenOut() }
    }

    /// The responses to requests that were given out are not known by their number any more: the count is broken.
    private mutating func forgetGivenOut() {
        guard !givenOut.isEmpty else { return }
        givenOut = []
        if requests.isEmpty {
            loseRequests()
        } else {
            requests[0].followsLoss = true
        }
    }

    /// Both directions have ended: what is not paired now never will be.
    mutating func end(into output: inout DissectionOutput) {
        requestsEnded = true
        settle(into: &output)
        if !responses.isEmpty, !requests.isEmpty {
            output.account.count(DissectionEvent.uncertainPairing, by: UInt64(responses.count))
        }
        while !responses.isEmpty { dropOldestResponse(losing: true, into: &output) }
        while !requests.isEmpty {
            if requests[0].response == nil, !requests[0].followsLoss, !responseLossIsPending {
                giveOutUnanswered(into: &output)
            } else {
                dropOldestRequest(into: &output)
            }
        }
    }
}
