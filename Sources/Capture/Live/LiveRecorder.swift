package import Corpus
import Glibc

/// Makes exchanges of what goes through network interfaces, as it goes.
package final class LiveRecorder {
    private let options: LiveOptions
    private let sources: [LiveSource]
    private let decoders: [PacketDecoder]
    /// One for all interfaces: what goes through two of them is recorded once.
    private var recorder: CaptureRecorder
    private var exchanges: [UInt64]
    private var running = RunningProvenance()
    private var toldDrops: [UInt64]

    /// Packets that are taken of one interface before the others are looked at.
    private static let turn = 4096

    /// Milliseconds that it waits for packets before it looks whether it should end.
    private static let patience: CInt = 100

    /// Times that it waits for what is still to come when it ends: the kernel hands over what it has within one.
    private static let lastRounds = 2

    /// Times that it reads on in each: traffic that comes faster than it is read must not keep it from ending.
    private static let lastTurns = 64

    private static let progressInterval: UInt64 = 1_000_000_000

    /// Opens the interfaces; what needs privileges is done when this returns.
    ///
    /// - Throws: ``RecordingError`` where one cannot be captured.
    package init(_ options: LiveOptions) throws(RecordingError) {
        self.options = options
        var sources: [LiveSource] = []
        for name in options.interfaces {
            sources.append(try LiveSource(name, filter: options.recorder.filter, bufferBytes: options.bufferBytes))
        }
        self.sources = sources
        decoders = sources.map { PacketDecoder(linkType: $0.linkType) }
        recorder = CaptureRecorder(
            options: options.recorder,
            firstConnection: 1,
            ownTraffic: options.includesReplays ? nil : OwnTraffic()
        )
        exchanges = sources.map { _ in 0 }
        toldDrops = exchanges
    }

    /// Records until it is told to end, its time is up, it has enough, or no interface gives any more.
    ///
    /// - Parameters:
    ///   - deliver: takes the exchanges.
    ///   - report: called once a second.
    /// - Returns: What was read, and the books.
    package func run(
        deliver: (Exchange) throws -> Void,
        report: (LiveProgress) throws -> Void
    ) throws -> Provenance {
        let began = MonotonicClock.now()
        var lastReport = began
        while !isOver(since: began) {
            waitForPackets()
            _ = try read(deliver)
            let now = MonotonicClock.now()
            if now &- lastReport >= Self.progressInterval {
                lastReport = now
                try report(progress(since: began, at: now))
            }
        }
        // What the kernel has and has not handed over yet is part of the recording.
        for _ in 0..<Self.lastRounds {
            waitForPackets()
            var turns = 0
            while turns < Self.lastTurns, try read(deliver) >= Self.turn { turns += 1 }
        }
        let before = recorder.exchanges
        try recorder.finish(deliver: deliver)
        // Those that the end has settled have no interface of their own.
        if !exchanges.isEmpty { exchanges[0] &+= recorder.exchanges &- before }
        try report(progress(since: began, at: MonotonicClock.now()))
        return takeProvenance(isEnd: true)
    }

    /// Takes what the interfaces have, each in its turn.
    ///
    /// - Returns: The most packets that one of them had.
    private func read(_ deliver: (Exchange) throws -> Void) throws -> Int {
        var most = 0
        for index in sources.indices {
            let before = recorder.exchanges
            let count = try sources[index].read(atMost: Self.turn) {
                hasEnough
            } body: { time, packet in
                try recorder.receive(packet, at: time, by: decoders[index], deliver: deliver)
            }
            most = max(most, count)
            exchanges[index] &+= recorder.exchanges &- before
        }
        return most
    }

    private func isOver(since began: UInt64) -> Bool {
        if options.recorder.isStopped() || sources.allSatisfy({ $0.fault != nil }) { return true }
        if hasEnough { return true }
        if let duration = options.duration, MonotonicClock.now() &- began >= duration { return true }
        return false
    }

    private var hasEnough: Bool {
        options.limit.map { recorder.exchanges >= $0 } ?? false
    }

    /// Waits until an interface has packets, for a moment at most.
    private func waitForPackets() {
        var descriptors = sources.filter { $0.fault == nil }.map {
            pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0)
        }
        // A signal ends the wait early, and that is fine.
        _ = poll(&descriptors, nfds_t(descriptors.count), Self.patience)
    }

    private func progress(since began: UInt64, at now: UInt64) -> LiveProgress {
        var drops: [String: UInt64] = [:]
        for source in sources {
            let new = source.countDrops()
            if new > 0 { drops[source.name] = new }
        }
        return LiveProgress(
            elapsed: now &- began,
            packets: recorder.account.packets.total,
            exchanges: recorder.exchanges,
            newDrops: drops,
            settledUntil: recorder.settledUntil
        )
    }

    /// What was read, and the books, since this was asked last.
    ///
    /// - Parameter isEnd: whether nothing comes after it; otherwise what is open is carried over.
    package func takeProvenance(isEnd: Bool = false) -> Provenance {
        var account = recorder.account
        account.packets.droppedByKernel &+= sources.reduce(0) { $0 &+ $1.dropped }
        let parts = sources.indices.map { index in
            let source = sources[index]
            let dropped = source.dropped &- toldDrops[index]
            var warnings: [String] = []
            if dropped > 0 { warnings.append("the kernel dropped \(dropped) packets, which are not recorded") }
            if let fault = source.fault { warnings.append("it gave no more packets: \(fault)") }
            return Provenance.Source(name: source.name, kind: "live", exchanges: exchanges[index], warnings: warnings)
        }
        toldDrops = sources.map(\.dropped)
        return running.take(options.recorder, account: account, sources: parts, isEnd: isEnd)
    }
}
