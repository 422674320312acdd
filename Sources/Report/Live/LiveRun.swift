package import Analysis

/// Takes snapshots of a run for those who watch it: none where nobody does, and never so often that the run would feel it.
package actor LiveRun {
    private let make: @Sendable () async -> RunSummary
    private var latest: LiveSnapshot?
    private var page: (number: Int, page: LivePage)?
    private var making: Task<LiveSnapshot, Never>?
    private var mayRepeat = ContinuousClock.now

    /// From one snapshot to the next: at least so long, and at least so many times as long as the making of one took.
    private static let pause = Duration.seconds(1)
    private static let share = 20

    /// A run.
    ///
    /// - Parameter make: makes a summary of the run so far.
    package init(_ make: @escaping @Sendable () async -> RunSummary) {
        self.make = make
    }

    /// The newest snapshot there may be; all who ask at once get the same one.
    package func snapshot() async -> LiveSnapshot {
        if let latest, latest.isOver || ContinuousClock.now < mayRepeat { return latest }
        if let making { return await making.value }
        let number = (latest?.number ?? 0) + 1
        let making = Task { LiveSnapshot(number: number, summary: await make(), isOver: false) }
        self.making = making
        let began = ContinuousClock.now
        let made = await making.value
        self.making = nil
        rest(after: ContinuousClock.now - began)
        // The run may have ended meanwhile.
        if let latest, latest.isOver { return latest }
        latest = made
        return made
    }

    /// The page of the newest snapshot there may be.
    func currentPage() async -> (number: Int, page: LivePage) {
        let snapshot = await snapshot()
        if let page, page.number == snapshot.number { return page }
        let began = ContinuousClock.now
        let made = (number: snapshot.number, page: LivePage(snapshot))
        page = made
        rest(after: ContinuousClock.now - began)
        return made
    }

    /// The run is over, and this is what came of it.
    package func finish(_ summary: RunSummary) {
        latest = LiveSnapshot(number: (latest?.number ?? 0) + 2, summary: summary, isOver: true)
    }

    private func rest(after work: Duration) {
        mayRepeat = max(mayRepeat, ContinuousClock.now + max(Self.pause, work * Self.share))
    }
}
