import DequeModule
import HeapModule

/// Keeps the order of recorded connections: a request is sent only after the responses that it followed in the recording,
/// and as long after them as then.
///
/// A response that is late moves the requests that follow it on its connection, and no others; one that is early moves
/// nothing, as no request is sent before its instant. Requests that overlapped in the recording, as pipelined ones and
/// those of HTTP/2 do, wait for none of each other.
///
/// Pure: arrivals and instants in, arrivals out; all instants are nanoseconds from the run's start. What it holds is
/// bounded by the arrivals that it was given and has not given out, and by ``lineLimit``.
struct ConnectionOrder {
    /// What becomes of an arrival whose instant has come.
    enum Admission: Equatable {
        /// It is sent now, as if its instant had been so many nanoseconds later.
        case send(moved: UInt64)
        /// It waits, and comes out of ``next(at:)``.
        case hold
    }

    /// How the recording's times are those of the run.
    enum ThinkTime: Equatable {
        /// Divided by this.
        case scaled(speed: Double)
        /// Of no use: a request is sent as soon as the one before it on its connection has ended.
        case none
    }

    /// One connection.
    private struct Line {
        var inFlight = 0
        /// When the last of its responses would have ended by the recording.
        var scheduledEnd: UInt64 = 0
        /// How much later than recorded it is.
        var moved: UInt64 = 0
        var waiting = Deque<Arrival>()
        /// When the first of these is to be sent; nil where that depends on a response.
        var dueAt: UInt64?
    }

    private struct Due: Comparable {
        var instant: UInt64
        var connection: UInt64

        static func < (left: Due, right: Due) -> Bool {
            (left.instant, left.connection) < (right.instant, right.connection)
        }
    }

    private let thinkTime: ThinkTime
    private var lines: [UInt64: Line] = [:]
    private var due = Heap<Due>()

    /// Arrivals that it holds.
    private(set) var held = 0

    /// Connections that are late and have nothing to send now, which it remembers at most.
    static let lineLimit = 100_000

    init(_ thinkTime: ThinkTime) {
        self.thinkTime = thinkTime
    }

    /// When the next arrival that it holds is to be sent; nil where that depends on a response.
    var nextInstant: UInt64? { due.min?.instant }

    /// Takes an arrival whose instant has come.
    mutating func admit(_ arrival: Arrival, at now: UInt64) -> Admission {
        guard let connection = arrival.request?.connection, connection != 0 else { return .send(moved: 0) }
        // Taken out, so that what waits is not copied when it changes.
        var line = lines.removeValue(forKey: connection) ?? Line()
        defer { lines[connection] = line }
        if line.waiting.isEmpty, mayBegin(arrival, line) {
            let instant = arrival.offset &+ line.moved
            if instant <= now {
                begin(arrival, &line)
                return .send(moved: line.moved)
            }
        }
        line.waiting.append(arrival)
        held += 1
        schedule(&line, connection)
        return .hold
    }

    /// The next arrival that it held and that is to be sent now, and how much later than recorded.
    mutating func next(at now: UInt64) -> (arrival: Arrival, moved: UInt64)? {
        while let first = due.min, first.instant <= now {
            _ = due.popMin()
            guard var line = lines.removeValue(forKey: first.connection) else { continue }
            defer { lines[first.connection] = line }
            // What ended since may have moved the head of the connection.
            guard line.dueAt == first.instant else { continue }
            line.dueAt = nil
            guard let arrival = line.waiting.popFirst() else { continue }
            held -= 1
            begin(arrival, &line)
            schedule(&line, first.connection)
            return (arrival, line.moved)
        }
        return nil
    }

    /// An arrival that was sent is over.
    ///
    /// - Parameter end: when its response ended, or it failed; nil where it was not sent after all.
    mutating func finish(_ arrival: Arrival, at end: UInt64?) {
        guard let connection = arrival.request?.connection, connection != 0, var line = lines[connection] else {
            return
        }
        line.inFlight -= 1
        if let end, thinkTime != .none, line.scheduledEnd > 0 {
            line.moved = end > line.scheduledEnd ? end &- line.scheduledEnd : 0
        }
        schedule(&line, connection)
        // One that is on time has nothing to remember.
        if line.inFlight == 0, line.waiting.isEmpty, line.moved == 0 {
            lines[connection] = nil
        } else {
            lines[connection] = line
            if lines.count > Self.lineLimit { forgetIdle() }
        }
    }

    /// Takes out all arrivals that it holds.
    mutating func removeAll() -> [Arrival] {
        let arrivals = lines.values.flatMap(\.waiting)
        lines = [:]
        due = Heap()
        held = 0
        return arrivals
    }

    /// Whether an arrival at the head of its connection waits for no response.
    private func mayBegin(_ arrival: Arrival, _ line: Line) -> Bool {
        if line.inFlight == 0 { return true }
        return thinkTime != .none && arrival.offset < line.scheduledEnd
    }

    private mutating func begin(_ arrival: Arrival, _ line: inout Line) {
        line.inFlight += 1
        guard case .scaled(let speed) = thinkTime else { return }
        // Without a recorded end nobody knows what followed it; it is taken to have ended at once, and moves nothing.
        guard let duration = arrival.request?.recordedDuration else { return }
        let scaled = (Double(duration) / speed).rounded()
        let end = arrival.offset &+ (scaled < 9e18 ? UInt64(scaled) : 0)
        line.scheduledEnd = max(line.scheduledEnd, end)
    }

    /// Sets the instant of the arrival at the head of a connection, where it waits for no response.
    private mutating func schedule(_ line: inout Line, _ connection: UInt64) {
        guard let head = line.waiting.first, mayBegin(head, line) else {
            line.dueAt = nil
            return
        }
        let instant = head.offset &+ line.moved
        guard line.dueAt != instant else { return }
        line.dueAt = instant
        due.insert(Due(instant: instant, connection: connection))
    }

    private mutating func forgetIdle() {
        lines = lines.filter { $0.value.inFlight > 0 || !$0.value.waiting.isEmpty }
    }
}
