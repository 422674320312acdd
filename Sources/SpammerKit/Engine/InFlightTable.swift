/// The arrivals that a loop's workers are at, by worker.
///
/// It exists for the end of a run: what has not come back by then is counted as unfinished, with the time that it has
/// taken so far.
struct InFlightTable {
    /// One worker's place.
    private struct Slot {
        var arrival: Arrival?
        var began: UInt64 = 0
    }

    private var slots: [Slot] = []
    /// Places of workers that were let go.
    private var free: [Int] = []

    /// How many workers are at an arrival.
    private(set) var count = 0

    /// How many workers there are.
    var workers: Int { slots.count - free.count }

    /// A place for a new worker.
    mutating func addWorker() -> Int {
        if let place = free.popLast() { return place }
        slots.append(Slot())
        return slots.count - 1
    }

    /// A worker that is at nothing is no more.
    mutating func removeWorker(_ worker: Int) {
        free.append(worker)
    }

    /// A worker takes an arrival up, at this monotonic instant.
    mutating func begin(_ arrival: Arrival, worker: Int, at instant: UInt64) {
        slots[worker] = Slot(arrival: arrival, began: instant)
        count += 1
    }

    /// A worker is done with its arrival.
    ///
    /// - Returns: When it began; nil where the run gave the arrival up before.
    mutating func end(worker: Int) -> UInt64? {
        guard slots[worker].arrival != nil else { return nil }
        slots[worker].arrival = nil
        count -= 1
        return slots[worker].began
    }

    /// Gives up all arrivals that workers are at.
    mutating func giveUpAll() -> [(arrival: Arrival, began: UInt64)] {
        let given = slots.compactMap { slot in slot.arrival.map { (arrival: $0, began: slot.began) } }
        for index in slots.indices { slots[index].arrival = nil }
        count = 0
        return given
    }
}
