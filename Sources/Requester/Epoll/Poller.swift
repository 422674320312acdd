import CEpoll
import Glibc

/// Something that has a descriptor in a ``Poller``.
protocol PolledSource: AnyObject {
    /// The descriptor can be read, written, or has ended.
    ///
    /// - Parameter events: the bits of epoll_ctl(2).
    func ready(_ events: Events)
}

/// What a descriptor is watched for, and what it was found to be (epoll_ctl(2)).
struct Events: OptionSet {
    let rawValue: UInt32

    /// Bytes, or the end, can be read.
    static let read = Events(rawValue: 0x001)
    /// Bytes can be written.
    static let write = Events(rawValue: 0x004)
}

/// The descriptors that one thread waits for, by epoll(7), level-triggered.
///
/// A descriptor's slot is known by its number and by how often the slot was given out, so that an event of one that was
/// closed a moment before, in the same look, reaches nobody.
struct Poller: ~Copyable {
    private struct Slot {
        var source: (any PolledSource)?
        var generation: UInt32 = 0
    }

    /// A descriptor's place.
    struct Place: Equatable {
        fileprivate let slot: UInt32
        fileprivate let generation: UInt32
        fileprivate var key: UInt64 { UInt64(generation) << 32 | UInt64(slot) }
    }

    private let descriptor: CInt
    /// Where epoll_wait(2) writes what it found; it needs a place that stays, and only the indices that it gave are read.
    private let found: UnsafeMutableBufferPointer<epoll_event>
    private var slots: [Slot] = []
    private var free: [UInt32] = []

    /// Events that one look takes at most.
    private static let most = 256

    /// A poller of nothing; nil where the process may open no more descriptors.
    init?() {
        let opened = epoll_create1(CInt(EPOLL_CLOEXEC))
        guard opened >= 0 else { return nil }
        descriptor = opened
        found = .allocate(capacity: Self.most)
    }

    deinit {
        close(descriptor)
        found.deallocate()
    }

    /// Watches a descriptor, until it is closed and its place given back.
    ///
    /// - Returns: Its place; nil where the kernel refuses.
    mutating func add(_ watched: CInt, _ events: Events, _ source: any PolledSource) -> Place? {
        let slot = free.popLast() ?? UInt32(truncatingIfNeeded: slots.count)
        if Int(slot) == slots.count { slots.append(Slot()) }
        let place = Place(slot: slot, generation: slots[Int(slot)].generation)
        var event = Self.event(events, place)
        guard epoll_ctl(descriptor, EPOLL_CTL_ADD, watched, &event) == 0 else {
            free.append(slot)
            return nil
        }
        slots[Int(slot)].source = source
        return place
    }

    /// Watches a descriptor for something else from now on, on behalf of somebody else.
    mutating func change(_ watched: CInt, at place: Place, _ events: Events, _ source: any PolledSource) {
        guard isTaken(place) else { return }
        slots[Int(place.slot)].source = source
        var event = Self.event(events, place)
        _ = epoll_ctl(descriptor, EPOLL_CTL_MOD, watched, &event)
    }

    /// Gives a place back whose descriptor is about to be closed, which ends the watch.
    mutating func remove(at place: Place) {
        guard isTaken(place) else { return }
        slots[Int(place.slot)].source = nil
        slots[Int(place.slot)].generation &+= 1
        free.append(place.slot)
    }

    /// Waits until something is ready.
    ///
    /// - Parameter milliseconds: how long at most; -1 for without end, 0 to look only.
    /// - Returns: How many there are; see ``source(of:)``.
    func wait(_ milliseconds: CInt) -> Int {
        Int(max(0, epoll_wait(descriptor, found.baseAddress, CInt(Self.most), milliseconds)))
    }

    /// Who has to be told of what the last look found; nil where it has gone since.
    func source(of index: Int) -> (any PolledSource, Events)? {
        let event = found[index]
        let slot = Int(event.data.u64 & 0xFFFF_FFFF)
        guard slot < slots.count, slots[slot].generation == UInt32(truncatingIfNeeded: event.data.u64 >> 32),
            let source = slots[slot].source
        else { return nil }
        return (source, Events(rawValue: event.events))
    }

    private func isTaken(_ place: Place) -> Bool {
        Int(place.slot) < slots.count && slots[Int(place.slot)].generation == place.generation
    }

    private static func event(_ events: Events, _ place: Place) -> epoll_event {
        var event = epoll_event()
        event.events = events.rawValue
        event.data.u64 = place.key
        return event
    }
}
