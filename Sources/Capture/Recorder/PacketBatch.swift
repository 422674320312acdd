import Corpus
import Synchronization

/// Packets that were read and decoded, and the memory that they lie in.
///
/// `@unchecked Sendable`: one thread fills it, then all lanes read it, and the last one that is done gives it back.
final class PacketBatch: @unchecked Sendable {
    /// A packet of a batch.
    struct Packet {
        /// Its number in the capture, from 0.
        var number: UInt64
        var time: Timestamp
        /// In the batch's memory.
        var bytes: UnsafeRawBufferPointer
        /// What it is; nil for one that the filter leaves out.
        var decoded: DecodedPacket?
    }

    /// The packets of each lane, in their order.
    private(set) var packets: [[Packet]]

    /// What the capture says beside its packets, and the number of the packet behind it.
    private(set) var lore: [(before: UInt64, entry: CaptureLore.Entry)] = []

    /// How many packets it has, each counted once.
    private(set) var count = 0

    /// When its last packet was captured; nil for one without packets.
    private(set) var lastTime: Timestamp?

    private var memory: UnsafeMutableRawBufferPointer?
    private let readers = Atomic(0)

    /// A batch without packets.
    init(lanes: Int) {
        packets = Array(repeating: [], count: lanes)
    }

    deinit {
        memory?.deallocate()
    }

    /// Adds a packet that lies in memory which the batch will be given.
    @inline(__always)
    func add(_ packet: Packet) {
        count += 1
        lastTime = packet.time
        switch packet.decoded {
        case .tcp(let segment):
            packets[Lane.index(of: segment, count: packets.count)].append(packet)
        case .fragment:
            // Whose it is will be known when all of its datagram is here.
            for lane in packets.indices { packets[lane].append(packet) }
        default:
            packets[0].append(packet)
        }
    }

    /// Adds what the capture says before a packet.
    func add(_ entry: CaptureLore.Entry, before number: UInt64) {
        lore.append((number, entry))
    }

    /// Takes the memory that the packets lie in.
    func take(_ memory: UnsafeMutableRawBufferPointer) {
        self.memory = memory
    }

    /// Begins to be read by all lanes.
    func share() {
        readers.store(packets.count, ordering: .relaxed)
    }

    /// One lane is done with it; whether it was the last one.
    func leave() -> Bool {
        readers.subtract(1, ordering: .acquiringAndReleasing).newValue == 0
    }

    /// Forgets the packets, and gives the memory away; nil where it has none.
    func clear() -> UnsafeMutableRawBufferPointer? {
        for lane in packets.indices { packets[lane].removeAll(keepingCapacity: true) }
        lore.removeAll()
        count = 0
        lastTime = nil
        defer { memory = nil }
        return memory
    }
}
