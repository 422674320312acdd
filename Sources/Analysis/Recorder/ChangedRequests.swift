/// The requests of a replay that took longest beyond their recorded time: a bounded number of them.
package struct ChangedRequests: Sendable, Hashable {
    /// One request.
    package struct Request: Sendable, Hashable {
        /// Its number in the corpus, from 1.
        package var exchange: UInt64
        /// Its endpoint's place in the run's table.
        package var endpoint: Int
        /// Nanoseconds that it took when it was recorded.
        package var recorded: UInt64
        /// Nanoseconds that it took now, by service time.
        package var replayed: UInt64

        /// A request and its two times.
        package init(exchange: UInt64, endpoint: Int, recorded: UInt64, replayed: UInt64) {
            self.exchange = exchange
            self.endpoint = endpoint
            self.recorded = recorded
            self.replayed = replayed
        }

        var excess: UInt64 { replayed > recorded ? replayed - recorded : 0 }
    }

    /// The most that are kept.
    package static let limit = 20

    /// Those that are kept, the one that changed most first.
    package private(set) var requests: [Request] = []

    /// A list of none.
    package init() {}

    /// Keeps a request, where it changed by more than one of those that are kept; of a request that is sent again and again, its
    /// worst time.
    package mutating func note(_ request: Request) {
        guard request.excess > 0 else { return }
        if requests.count == Self.limit, let last = requests.last, request.excess <= last.excess { return }
        if let same = requests.firstIndex(where: { $0.exchange == request.exchange }) {
            guard request.excess > requests[same].excess else { return }
            requests.remove(at: same)
        }
        let place = requests.firstIndex { $0.excess < request.excess } ?? requests.endIndex
        requests.insert(request, at: place)
        if requests.count > Self.limit { requests.removeLast() }
    }

    /// Adds the list of another event loop.
    package mutating func merge(_ other: ChangedRequests) {
        for request in other.requests { note(request) }
    }
}
