import Corpus
import NIOCore
import Requester

/// A batch that is being filled.
///
/// Requests are written behind one another, and get their slices of one buffer when it is full.
private struct OpenBatch {
    struct Place {
        var ordinal: UInt64
        var offset: UInt64
        /// Where its bytes are.
        var bytes: Range<Int>
    }

    /// The requests' bytes.
    var bytes: [UInt8] = []
    private var places: [Place] = []
    private var requests: [PreparedRequest] = []
    /// Bytes of recorded responses that its requests hold.
    private var held = 0

    var isEmpty: Bool { places.isEmpty }

    var isFull: Bool {
        places.count >= BatchQueue.requestsPerBatch || bytes.count + held >= BatchQueue.bytesPerBatch
    }

    mutating func append(_ request: PreparedRequest, at place: Place) {
        if requests.isEmpty { requests.reserveCapacity(BatchQueue.requestsPerBatch) }
        held += request.expected?.size ?? 0
        places.append(place)
        requests.append(request)
    }

    /// Makes it ready to be handed over, and begins anew.
    mutating func seal() -> BatchQueue.Batch {
        let buffer = ByteBuffer(bytes: bytes)
        for (index, place) in places.enumerated() {
            let slice = buffer.getSlice(at: place.bytes.lowerBound, length: place.bytes.count)
            requests[index].wire.bytes = slice ?? ByteBuffer()
        }
        let prepared = PreparedBatch(requests)
        var batch = BatchQueue.Batch(bytes: bytes.count + held)
        batch.arrivals.reserveCapacity(places.count)
        for (index, place) in places.enumerated().reversed() {
            batch.arrivals.append(Arrival(ordinal: place.ordinal, offset: place.offset, in: prepared, at: index))
        }
        requests = []
        places.removeAll(keepingCapacity: true)
        // Kept for the next one, unless a request was out of the ordinary.
        bytes.removeAll(keepingCapacity: bytes.capacity <= BatchQueue.bytesPerBatch)
        held = 0
        return batch
    }
}

/// The reader thread's state: from exchanges to batches.
struct ReplayProducer {
    private var timeline: ReplayTimeline
    private var endpoints: EndpointTable
    /// What it has found out so far.
    private(set) var found = ReplayFeed.Results()
    /// Told of that, now and then.
    private let publish: (ReplayFeed.Results) -> Void

    private let options: ReplayOptions
    private let shard: ShardPlan?
    /// Which pass over the corpus it is, from 0.
    private var passes = 0
    private let encoder: RequestEncoder
    /// Changes requests before they are encoded; nil for nothing.
    private let rewriter: (any RequestRewriter)?
    private let queue: BatchQueue
    private var batches: [OpenBatch]
    private var hostsWithoutTarget: Set<String> = []

    /// Hosts without a target that are counted by name.
    private static let mostHosts = 20

    private var turn = -1
    private var identities = ExchangeIdentities()

    init(
        options: ReplayOptions,
        shard: ShardPlan?,
        loops: Int,
        queue: BatchQueue,
        rewriter: (any RequestRewriter)?,
        publish: @escaping (ReplayFeed.Results) -> Void
    ) {
        self.publish = publish
        self.shard = shard
        self.options = options
        self.rewriter = rewriter
        self.endpoints = EndpointTable(patterns: options.endpointPatterns)
        self.timeline = ReplayTimeline(pace: options.pace, idleCap: options.idleCap)
        self.encoder = RequestEncoder(
            targets: options.targets.origins,
            keepsHost: options.keepsHost,
            sendsBodiless: options.sendsBodiless,
            changes: options.headers,
            rewrites: options.rewrites,
            query: options.query
        )
        self.queue = queue
        self.batches = Array(repeating: OpenBatch(), count: loops)
    }

    /// The corpus begins again.
    mutating func beginNextPass() {
        timeline.beginNextPass()
        passes += 1
    }

    /// Reads the corpus once.
    ///
    /// - Returns: Whether another pass may follow: false once the duration is over or the run has ended.
    mutating func pass(_ stream: inout ReplayStream) throws -> Bool {
        defer {
            if stream.unsampled > 0, countsForAll {
                found.notSelected["not in the sample", default: 0] += stream.unsampled
            }
        }
        guard let rewriter else {
            while let element = try nextSelected(&stream) {
                guard try hand(over: element.exchange.request, element) else { return false }
            }
            return true
        }
        while let next = try rewriter.next(isLastPass: !options.loops, from: { try nextSelected(&stream) }) {
            switch next.fate {
            case .send(let request): guard try hand(over: request, next.element) else { return false }
            case .drop: if owns(next.element) { found.notSelected["dropped by the middleware", default: 0] += 1 }
            case .fail(let reason): if owns(next.element) { found.leftOut[reason, default: 0] += 1 }
            }
        }
        return true
    }

    /// Lets another shard's request have its instant, so that every shard's own have theirs.
    ///
    /// - Returns: Whether there may be more.
    private mutating func passOver(_ request: RecordedRequest, _ element: ReplayStream.Element) -> Bool {
        guard options.targets.place(for: request) != nil,
            encoder.canSend(request, switchedProtocols: element.exchange.outcome.status == 101)
        else { return true }
        guard let (_, offset) = timeline.arrival(at: element.instant) else { return false }
        return options.duration.map { offset < $0 } ?? true
    }

    /// Whether what no shard sends is counted here: in one of them, so that the shards' counts add up.
    private var countsForAll: Bool { shard.map { $0.shard.index == 1 } ?? true }

    /// Whether a request is this shard's.
    private func owns(_ element: ReplayStream.Element) -> Bool { shard?.owns(element) ?? true }

    /// The next exchange that was asked for; nil at the end.
    private mutating func nextSelected(_ stream: inout ReplayStream) throws -> ReplayStream.Element? {
        while let element = try stream.next() {
            guard let reason = options.reasonToLeaveOut(element.exchange, &endpoints) else { return element }
            if owns(element) { found.notSelected[reason, default: 0] += 1 }
        }
        return nil
    }

    /// Makes a request ready, and hands its batch over when that is full.
    ///
    /// - Parameters:
    ///   - request: the request as it is sent.
    ///   - element: the exchange that it is of.
    /// - Returns: Whether another one may follow.
    private mutating func hand(over request: RecordedRequest, _ element: ReplayStream.Element) throws -> Bool {
        // What middleware makes of another shard's request is known only here.
        guard owns(element) else { return passOver(request, element) }
        guard let target = options.targets.place(for: request) else {
            leaveOut(withoutTarget: request)
            return true
        }
        let turn = loop(for: element.connection)
        let start = batches[turn].bytes.count
        do throws(RequestEncoder.Unsendable) {
            try encoder.encode(
                request,
                to: target,
                switchedProtocols: element.exchange.outcome.status == 101,
                into: &batches[turn].bytes
            )
        } catch {
            found.leftOut[error.rawValue, default: 0] += 1
            return true
        }
        guard let (ordinal, offset) = timeline.arrival(at: element.instant) else { return false }
        if let duration = options.duration, offset >= duration { return false }
        batches[turn].append(
            prepare(request, of: element, to: target, in: turn, from: start),
            at: OpenBatch.Place(ordinal: ordinal, offset: offset, bytes: start..<batches[turn].bytes.count)
        )
        found.handedOver += 1
        return batches[turn].isFull ? push(turn) : true
    }

    /// Counts a request that has no target, by its host.
    private mutating func leaveOut(withoutTarget request: RecordedRequest) {
        let host = request.authority.isEmpty ? "requests without a host" : request.authority
        if !hostsWithoutTarget.contains(host), hostsWithoutTarget.count < Self.mostHosts {
            hostsWithoutTarget.insert(host)
        }
        found.leftOut["no --target for \(hostsWithoutTarget.contains(host) ? host : "other hosts")", default: 0] += 1
    }

    /// Counts what was in blocks that are damaged.
    mutating func count(_ skipped: SkippedBlocks) {
        if skipped.exchanges > 0, countsForAll {
            found.leftOut["in a damaged block", default: 0] &+= skipped.exchanges
        }
    }

    /// The loop that sends a connection's requests: always the same one where they share a connection, and else the next.
    private mutating func loop(for connection: UInt64) -> Int {
        guard options.connections == .recorded, connection != 0 else {
            turn = (turn + 1) % batches.count
            return turn
        }
        return Int(SplitMix64.mixed(connection) % UInt64(batches.count))
    }

    /// Hands over what is left in batches that are not full.
    mutating func flush() {
        for loop in batches.indices where !batches[loop].isEmpty { _ = push(loop) }
    }

    private mutating func push(_ loop: Int) -> Bool {
        // Before: whoever has an arrival knows the name of its endpoint.
        found.endpoints = endpoints.names
        publish(found)
        return queue.push(batches[loop].seal(), to: loop)
    }

    private mutating func session(of element: ReplayStream.Element) -> UInt64 {
        guard let kind = options.cookies else { return 0 }
        let session = kind.number(of: element.exchange, copy: element.copy, pass: passes)
        if session == 0 { found.withoutSession += 1 }
        return session
    }

    private mutating func links(
        of element: ReplayStream.Element,
        _ request: RecordedRequest,
        _ endpoint: Int,
        _ batch: Int,
        _ start: Int
    ) -> RequestLinks? {
        guard let plan = options.linkPlan else { return nil }
        let isSource = identities.isFirst(
            start: element.instant,
            connection: element.connection &+ UInt64(element.copy) << 48,
            endpoint: endpoint
        )
        let bytes = batches[batch].bytes
        return plan.links(
            of: element,
            request: request,
            encoded: { Array(bytes[start...]) },
            endpoint: endpoints.names[endpoint],
            isSource: isSource,
            pass: passes
        )
    }

    private mutating func prepare(
        _ request: RecordedRequest,
        of element: ReplayStream.Element,
        to target: Int,
        in batch: Int,
        from start: Int
    ) -> PreparedRequest {
        let (outcome, connection) = (element.exchange.outcome, element.connection)
        let endpoint = endpoints.index(of: element.exchange.request)
        var prepared = PreparedRequest(
            wire: WireRequest(
                origin: options.targets.origins[target],
                bytes: ByteBuffer(),
                isHead: request.bytes(of: .method).elementsEqual("HEAD".utf8),
                timeout: options.timeout,
                connection: options.connections == .recorded ? connection : 0
            ),
            endpoint: endpoint,
            exchange: element.number,
            connection: connection,
            session: session(of: element),
            links: links(of: element, request, endpoint, batch, start),
            recordedStatus: outcome.status ?? 0,
            recordedGRPCStatus: outcome.grpcStatus,
            recordedDuration: outcome.duration,
            recordedTimeToFirstByte: outcome.timeToFirstByte
        )
        if options.check != nil {
            let expected = ExpectedResponse(
                element.exchange,
                endpoint: endpoints.names[endpoint],
                isHead: prepared.wire.isHead
            )
            expected.prepare(&prepared.wire)
            prepared.expected = expected
        }
        return prepared
    }
}
