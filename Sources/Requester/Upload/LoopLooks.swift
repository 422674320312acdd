import NIOCore

/// Tells those who wait when an event loop has looked at its sockets; see ``LoopTicker``.
///
/// Confined to its loop.
final class LoopLooks {
    private let loop: any EventLoop
    /// Made when somebody waits for the first time.
    private var ticker: LoopTicker?
    private var waiting: [() -> Void] = []
    private var isShutDown = false

    init(of loop: any EventLoop) {
        self.loop = loop
    }

    /// Calls something once, after the next look.
    func wait(_ body: @escaping () -> Void) {
        guard !isShutDown else { return body() }
        waiting.append(body)
        let ticker = ticker ?? LoopTicker(on: loop) { [unowned self] in tell() }
        self.ticker = ticker
        ticker.start()
    }

    /// Waits no more: all are told now.
    func shutDown() {
        isShutDown = true
        tell()
        ticker?.shutDown()
        ticker = nil
    }

    private func tell() {
        ticker?.stop()
        let told = waiting
        waiting = []
        for body in told { body() }
    }
}
