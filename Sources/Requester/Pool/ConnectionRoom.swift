import DequeModule

/// How many connections one event loop may have, in all and to each origin, and which pools wait until they may open one.
struct ConnectionRoom {
    /// Why a pool may not open a connection now.
    enum Refusal {
        /// The loop has as many connections as it may have.
        case full
        /// The loop has as many to the pool's origin as it may have.
        case originFull
    }

    /// The most connections in all.
    private let limit: Int
    /// The most to one origin; nil for no limit of its own.
    private let originLimit: Int?

    /// Connections that are open or being opened.
    private var taken = 0
    /// Of those, the ones to each origin; counted only where there is a limit.
    private var takenByOrigin: [Origin: Int] = [:]
    /// Pools that asked for room and got none, the first one in front.
    private var waiting = Deque<OriginPool>()
    /// Pools that wait until a connection of another one to their origin has ended.
    private var waitingForOrigin: [Origin: Deque<OriginPool>] = [:]

    init(limit: Int, originLimit: Int?) {
        self.limit = max(1, limit)
        self.originLimit = originLimit.map { max(1, $0) }
    }

    /// Why a pool may not open a connection now; nil where it may.
    func refusal(of pool: OriginPool) -> Refusal? {
        if let originLimit, takenByOrigin[pool.origin, default: 0] >= originLimit { return .originFull }
        return taken < limit ? nil : .full
    }

    /// Takes the room for a connection.
    ///
    /// - Returns: nil where it has it, else why not; it is then asked again when there is some.
    mutating func take(for pool: OriginPool) -> Refusal? {
        guard let refusal = refusal(of: pool) else {
            taken += 1
            if originLimit != nil { takenByOrigin[pool.origin, default: 0] += 1 }
            return nil
        }
        guard !pool.waitsForRoom else { return refusal }
        switch refusal {
        case .full:
            pool.waitsForRoom = true
            waiting.append(pool)
        case .originFull:
            pool.waitsForRoom = true
            waitingForOrigin[pool.origin, default: []].append(pool)
        }
        return refusal
    }

    /// A connection of a pool is gone, or did not come about.
    mutating func release(by pool: OriginPool) {
        taken -= 1
        guard originLimit != nil, let count = takenByOrigin[pool.origin] else { return }
        takenByOrigin[pool.origin] = count > 1 ? count - 1 : nil
    }

    /// A pool that waited, and may open a connection now; it has to be asked whether it still needs one.
    mutating func next(after pool: OriginPool) -> OriginPool? {
        guard taken < limit else { return nil }
        if let originLimit, takenByOrigin[pool.origin, default: 0] < originLimit,
            let next = waitingForOrigin[pool.origin]?.popFirst()
        {
            if waitingForOrigin[pool.origin]?.isEmpty == true { waitingForOrigin[pool.origin] = nil }
            next.waitsForRoom = false
            return next
        }
        guard let next = waiting.popFirst() else { return nil }
        next.waitsForRoom = false
        return next
    }

    /// Whether another pool would open a connection if this one closed one of its own.
    func isWanted(from pool: OriginPool) -> Bool {
        if let own = waitingForOrigin[pool.origin], own.contains(where: { $0 !== pool }) { return true }
        return waiting.count > 1 || waiting.first.map { $0 !== pool } ?? false
    }
}
