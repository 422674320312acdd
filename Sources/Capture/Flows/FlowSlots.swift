/// Connections in numbered places, each in one of three lists in the order in which they were last seen.
///
/// The lists are threaded through the places, so that moving a connection to the front costs a few stores.
struct FlowSlots {
    /// The list that a connection is in.
    enum State: Sendable, Hashable {
        case silent
        case talking
        case closed
    }

    /// A list's two ends; -1 where it is empty.
    private struct List {
        var first = -1
        var last = -1
        var count = 0
    }

    private struct Slot {
        var flow: Flow?
        var state = State.silent
        var previous = -1
        var next = -1
    }

    private var slots: [Slot] = []
    private var free: [Int] = []
    private var silent = List()
    private var talking = List()
    private var closed = List()

    /// All connections, in no order that means anything.
    var flows: some Sequence<Flow> { slots.lazy.compactMap(\.flow) }

    /// The connection at a place.
    subscript(place: Int) -> Flow? {
        slots.indices.contains(place) ? slots[place].flow : nil
    }

    /// How many connections a list has.
    func count(of state: State) -> Int { list(state).count }

    /// The place of a list's connection that was seen longest ago; -1 where there is none.
    func last(of state: State) -> Int { list(state).last }

    /// The place of the connection that was seen next after one, of the same list; -1 where there is none.
    func place(after place: Int) -> Int { slots[place].previous }

    /// Adds a connection to the silent ones.
    mutating func insert(_ flow: Flow) -> Int {
        let place = free.popLast() ?? slots.count
        if place == slots.count { slots.append(Slot()) }
        slots[place] = Slot(flow: flow)
        pushFront(place)
        return place
    }

    /// Moves a connection to the front of a list.
    mutating func move(_ place: Int, to state: State) {
        if slots[place].state == state, list(state).first == place { return }
        unlink(place)
        slots[place].state = state
        pushFront(place)
    }

    /// Takes a connection out.
    mutating func remove(_ place: Int) {
        unlink(place)
        slots[place] = Slot()
        free.append(place)
    }

    private func list(_ state: State) -> List {
        switch state {
        case .silent: silent
        case .talking: talking
        case .closed: closed
        }
    }

    private mutating func unlink(_ place: Int) {
        change(slots[place].state) { slots, list in
            let (previous, next) = (slots[place].previous, slots[place].next)
            if previous >= 0 { slots[previous].next = next } else { list.first = next }
            if next >= 0 { slots[next].previous = previous } else { list.last = previous }
            list.count -= 1
        }
    }

    private mutating func pushFront(_ place: Int) {
        change(slots[place].state) { slots, list in
            slots[place].previous = -1
            slots[place].next = list.first
            if list.first >= 0 { slots[list.first].previous = place } else { list.last = place }
            list.first = place
            list.count += 1
        }
    }

    @inline(__always)
    private mutating func change(_ state: State, _ body: (inout [Slot], inout List) -> Void) {
        switch state {
        case .silent: body(&slots, &silent)
        case .talking: body(&slots, &talking)
        case .closed: body(&slots, &closed)
        }
    }
}
