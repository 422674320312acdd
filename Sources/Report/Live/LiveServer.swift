package import Analysis
import NIOCore
import NIOPosix
import Synchronization

/// Serves a run under way: its page, which a browser keeps up to date, and its metrics.
///
/// It has a thread of its own, so that whoever watches takes nothing from the event loops of the run.
package final class LiveServer: Sendable {
    private let channel: any Channel
    private let group: MultiThreadedEventLoopGroup
    private let run: LiveRun
    private let watchers: LiveWatchers
    /// Whether a page is being made for those who watch.
    private let isMaking = Atomic(false)

    /// Where it listens: `127.0.0.1:8080`.
    package let address: String

    /// Seconds that those who watch have to take what came of the run, before it goes on without them.
    private static let patience = TimeAmount.seconds(2)

    /// Listens at an address, and serves a run there.
    ///
    /// - Throws: ``LiveServerError`` where it cannot listen.
    package static func start(_ address: LiveAddress, run: LiveRun) async throws -> LiveServer {
        try await LiveListener.listen(at: address).serve(run)
    }

    init(channel: any Channel, group: MultiThreadedEventLoopGroup, run: LiveRun, watchers: LiveWatchers) {
        self.channel = channel
        self.group = group
        self.run = run
        self.watchers = watchers
        let ip = channel.localAddress?.ipAddress ?? ""
        address = "\(ip.contains(":") ? "[\(ip)]" : ip):\(channel.localAddress?.port ?? 0)"
    }

    /// Tells those who watch how the run is going; once a second.
    package func publish(_ progress: RunProgress) {
        watchers.tell(figures: EventText.message("figures", LiveFigures(progress).json))
        guard watchers.hasStreams, !isMaking.exchange(true, ordering: .acquiring) else { return }
        Task {
            let (number, page) = await run.currentPage()
            watchers.show(number: number, EventText.message("page", page.parts))
            isMaking.store(false, ordering: .releasing)
        }
    }

    /// The run is over: gives what came of it to those who watch, and ends.
    ///
    /// - Parameter progress: the last there is of it; nil where it never began.
    package func finish(_ progress: RunProgress?) async {
        var last = ""
        if let progress { last += EventText.message("figures", LiveFigures(progress, isOver: true).json) }
        if watchers.hasStreams { last += EventText.message("page", await run.currentPage().page.parts) }
        watchers.end(with: last + EventText.message("over", "{}"))
        await watchers.allGone(within: Self.patience, on: channel.eventLoop)
        try? await channel.close().get()
        try? await group.shutdownGracefully()
    }
}
