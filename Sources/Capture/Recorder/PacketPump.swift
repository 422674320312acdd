import Corpus
import Foundation

/// Reads and decodes a capture on a thread of its own, beside those that reassemble and dissect it.
///
/// Packets are handed over in their order, a piece of the input at a time, in the memory that they were read into: none is
/// copied, and memory is bounded by the number of pieces.
final class PacketPump: InputMemoryRecipient, @unchecked Sendable {
    // These are the reading thread's alone; the queues are for all.
    private var batch: PacketBatch
    private var next: PacketBatch?
    private var made = 1
    private var number: UInt64 = 0

    private let ready: [BoundedQueue<PacketBatch>]
    private let free = BoundedQueue<PacketBatch>(limit: limit)
    private let results = BoundedQueue<Result<Void, any Error>>(limit: 1)

    /// Pieces that there are at most: one that is being filled, one that is being used, and some that wait.
    private static let limit = 4

    /// Starts reading.
    ///
    /// The reader must not be used until ``finish()`` has returned.
    ///
    /// - Parameters:
    ///   - lanes: how many threads take the packets.
    ///   - isStopped: whether to end before the next packet.
    init(_ reader: any PacketReader, lanes: Int, unless isStopped: @escaping @Sendable () -> Bool) {
        batch = PacketBatch(lanes: lanes)
        ready = (0..<lanes).map { _ in BoundedQueue(limit: Self.limit) }
        nonisolated(unsafe) let reader = reader
        reader.window.recipient = self
        reader.onLore = { [unowned self] in batch.add($0, before: number) }
        let isStopped: @Sendable () -> Bool = { [free] in free.isCancelled || isStopped() }
        Thread.detachNewThread { [self] in
            let result = Result { try read(reader, unless: isStopped) }
            // The memory of the last packets is still the window's, which lives as long as the reader.
            handOver()
            for queue in ready { queue.end() }
            _ = results.put(result)
        }
    }

    /// The next packets, for a lane; nil at the end.
    func take(for lane: Int) -> PacketBatch? {
        ready[lane].take()
    }

    /// Takes packets back of which a lane makes no use any more.
    func leave(_ batch: PacketBatch) {
        if batch.leave() { _ = free.put(batch) }
    }

    /// Reads no further; nobody takes packets any more.
    func cancel() {
        for queue in ready { queue.cancel() }
        free.cancel()
    }

    /// Waits until nothing is read any more.
    ///
    /// - Throws: what kept the reader from reading on.
    func finish() throws {
        try results.take()?.get()
    }

    // MARK: - On the reading thread

    private func read(_ reader: any PacketReader, unless isStopped: () -> Bool) throws {
        try reader.forEachPacket(unless: isStopped) { time, packet, linkType, isFiltered in
            let decoded = linkType.map { PacketDecoder(linkType: $0).decode(packet) } ?? .notIP
            // The memory is the batch's before the window moves on, and is not written to after that.
            let bytes = packet.withUnsafeBytes { $0 }
            batch.add(
                PacketBatch.Packet(number: number, time: time, bytes: bytes, decoded: isFiltered ? nil : decoded)
            )
            number &+= 1
        }
    }

    func memory(of size: Int) -> UnsafeMutableRawBufferPointer {
        let used = made < Self.limit ? free.takeNow() : free.take()
        if used == nil { made += 1 }
        let other = used ?? PacketBatch(lanes: ready.count)
        next = other
        // The batch that it goes into frees it.
        return other.clear() ?? .allocate(byteCount: size, alignment: 16)
    }

    func receive(_ memory: UnsafeMutableRawBufferPointer) {
        batch.take(memory)
        handOver()
        batch = next ?? PacketBatch(lanes: ready.count)
        next = nil
    }

    private func handOver() {
        batch.share()
        for queue in ready { _ = queue.put(batch) }
    }
}
