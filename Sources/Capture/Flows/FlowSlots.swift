/// Connections in numbered places, each in one of three lists in the order in which they were last seen.
///
/// The lists are threaded through the places, so that moving a connection to the front costs a few stores.
struct FlowSlots {
    /// A list's two ends.
    struct List {
        fileprivate(set) var first = -1
        /// The place of the connection that was seen longest ago; -1 where there is none.
        fileprivate(set) var last = -1
        fileprivate(set) var count = 0
    }

    /// The list that a connection is in.
    enum State: Sendable, Hashable {
        case silent
        case talking
        case closed
    }

    private struct Slot {
        var flow: Flow?
        var state = State.silent
        var previous = -1
        var next = -1
    }

    private var slots: [Slot] = []
    private var free: [Int] = []

    /// All connections, in no order that means anything.
    var flows: some Sequence<Flow> { slots.lazy.compactMap(\.flow) }

    /// The connection at a place.
    subscript(place: Int) -> Flow? {
        slots.indices.contains(place) ? slots[place].flow : nil
    }

    /// Adds a connection to the silent ones.
    mutating func insert(_ flow: Flow, _ silent: inout List) -> Int {
        let place = free.popLast() ?? slots.count
        if place == slots.count { slots.append(Slot()) }
        slots[place] = Slot(flow: flow)
        pushFront(place, &silent)
        return place
    }

    /// Moves a connection to the front of a list.
    mutating func move(_ place: Int, _ state: State, _ silent: inout List, _ talking: inout List, _ closed: inout List)
    {
        if slots[place].state == state, isFirst(place, state, silent, talking, closed) { return }
        unlink(place, &silent, &talking, &closed)
        slots[place].state = state
        switch state {
        case .silent: pushFront(place, &silent)
        case .talking: pushFront(place, &talking)
        case .closed: pushFront(place, &closed)
        }
    }

    /// Takes a connection out.
    mutating func remove(_ place: Int, _ silent: inout List, _ talking: inout List, _ closed: inout List) {
        unlink(place, &silent, &talking, &closed)
        slots[place] = Slot()
        free.append(place)
    }

    private func isFirst(_ place: Int, _ state: State, _ silent: List, _ talking: List, _ closed: List) -> Bool {
        switch state {
        case .silent: silent.first == place
        case .talking: talking.first == place
        case .closed: closed.first == place
        }
    }

    private mutating func unlink(_ place: Int, _ silent: inout List, _ talking: inout List, _ closed: inout List) {
        switch slots[place].state {
        case .silent: unlink(place, &silent)
        case .talking: unlink(place, &talking)
        case .closed: unlink(place, &closed)
        }
    }

    private mutating func unlink(_ place: Int, _ list: inout List) {
        let (previous, next) = (slots[place].previous, slots[place].next)
        if previous >= 0 { slots[previous].next = next } else { list.first = next }
        if next >= 0 { slots[next].previous = previous } else { list.last = previous }
        list.count -= 1
    }

    private mutating func pushFront(_ place: Int, _ list: inout List) {
        slots[place].previous = -1
        slots[place].next = list.first
        if list.first >= 0 { slots[list.first].previous = place } else { list.last = place }
        list.first = place
        list.count += 1
    }
}
