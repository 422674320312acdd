import Corpus
import Foundation

/// Makes exchanges of the packets of a capture that is read from a file: one thread reads and decodes, one for each
/// ``Lane`` reassembles and dissects, and what they give out is put together in the order of the packets.
///
/// What comes out is the same as from one ``CaptureRecorder``, but for the limits on connections, of which each lane has
/// its share.
struct LanedRecorder {
    private var recorders: [CaptureRecorder]

    /// The lowest number that no connection has.
    var followingConnection: UInt64 {
        recorders.map(\.followingConnection).reduce(0, max)
    }

    /// Exchanges so far.
    private(set) var exchanges: UInt64 = 0

    init(options: RecorderOptions, firstConnection: UInt64) {
        recorders = Lane.ofFile.map { CaptureRecorder(options: options, firstConnection: firstConnection, lane: $0) }
    }

    /// The books so far.
    var account: RecordingAccount {
        var sum = RecordingAccount()
        for recorder in recorders { sum.add(recorder.account) }
        return sum
    }

    /// Takes note of what a capture says of itself.
    mutating func note(_ reader: some PacketReader) {
        recorders[0].note(reader)
    }

    /// Takes all packets of a capture, and ends all connections.
    ///
    /// - Parameters:
    ///   - isStopped: whether to end before the next packet.
    ///   - deliver: takes the exchanges, in the order in which the capture settles them.
    ///   - settled: takes an instant now and then before which no exchange begins that is still to come, or hardly any.
    mutating func receive(
        all reader: some PacketReader,
        unless isStopped: @escaping @Sendable () -> Bool,
        deliver: (Exchange) throws -> Void,
        settled: (Timestamp) throws -> Void
    ) throws {
        let pump = PacketPump(reader, lanes: recorders.count, unless: isStopped)
        let threads = recorders.map { LaneThread($0, pump) }
        let result = Result { try merge(threads, deliver, settled) }
        if case .failure = result {
            pump.cancel()
            for thread in threads { thread.cancel() }
        }
        recorders = threads.map { $0.finish() }
        // The packets that were read last lie in the reader's own memory.
        try withExtendedLifetime(reader) { try pump.finish() }
        try result.get()
    }

    /// Puts the lanes' exchanges together: each gives one share for each batch of packets.
    private mutating func merge(
        _ threads: [LaneThread],
        _ deliver: (Exchange) throws -> Void,
        _ settled: (Timestamp) throws -> Void
    ) throws {
        var settledUntil: [Timestamp?] = threads.map { _ in nil }
        while true {
            var shares = threads.compactMap { $0.takeShare() }
            guard shares.count == threads.count else { return }
            while let lane = Self.first(of: shares), let next = shares[lane].exchanges.popLast() {
                try deliver(next.exchange)
                exchanges &+= 1
            }
            let news = shares.map(\.settledUntil)
            guard news.contains(where: { $0 != nil }) else { continue }
            settledUntil = zip(news, settledUntil).map { $0 ?? $1 }
            let known = settledUntil.compactMap { $0 }
            if known.count == threads.count, let instant = known.min() { try settled(instant) }
        }
    }
}

extension LanedRecorder {
    /// The share whose last element has the lowest number; nil where all are empty.
    private static func first(of shares: [LaneThread.Share]) -> Int? {
        var first: Int?
        var lowest = UInt64.max
        for lane in shares.indices {
            guard let last = shares[lane].exchanges.indices.last else { continue }
            let number = shares[lane].exchanges[last].number
            if first == nil || number < lowest { (first, lowest) = (lane, number) }
        }
        return first
    }
}

/// One lane's thread.
private final class LaneThread: Sendable {
    /// What a lane made of a batch of packets.
    struct Share {
        /// Exchanges, the last one in front, so that they can be taken out one by one and are not copied.
        var exchanges: [CaptureRecorder.Numbered]
        /// The instant before which no exchange of the lane is still to come, where it was looked at.
        var settledUntil: Timestamp?
    }

    private let shares = BoundedQueue<Share>(limit: 2)
    private let results = BoundedQueue<CaptureRecorder>(limit: 1)

    init(_ recorder: CaptureRecorder, _ pump: PacketPump) {
        // The thread's alone until it gives it back.
        nonisolated(unsafe) var recorder = recorder
        let (shares, results) = (shares, results)
        Thread.detachNewThread {
            while let batch = pump.take(for: recorder.lane.index) {
                recorder.receive(batch)
                pump.leave(batch)
                guard shares.put(Self.share(of: &recorder)) else { break }
            }
            recorder.finish()
            _ = shares.put(Self.share(of: &recorder))
            shares.end()
            _ = results.put(recorder)
        }
    }

    private static func share(of recorder: inout CaptureRecorder) -> Share {
        var exchanges = recorder.takeNumbered()
        exchanges.reverse()
        return Share(exchanges: exchanges, settledUntil: recorder.settledUntilNowAndThen())
    }

    /// The exchanges of the next batch of packets, and at last those of the connections' ends; nil after them.
    func takeShare() -> Share? {
        shares.take()
    }

    /// Nobody takes shares any more.
    func cancel() {
        shares.cancel()
    }

    /// Waits for its end.
    func finish() -> CaptureRecorder {
        // The thread always puts one.
        while true {
            if let recorder = results.take() { return recorder }
        }
    }
}
