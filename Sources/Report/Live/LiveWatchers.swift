import NIOCore
import Synchronization

/// The connections of those who watch a run, and the streams of events among them.
///
/// What waits for one who does not read is bounded: no more is written to a stream until what was written before has gone
/// out, and a stream that takes nothing for long is closed.
final class LiveWatchers: Sendable {
    /// Connections at once; further ones are closed.
    static let most = 64
    /// Seconds after which a stream that takes nothing is closed.
    private static let mostSkips = 30

    private let state = Mutex(State())

    private struct State {
        var connections: [ObjectIdentifier: Connection] = [:]
        /// The last message of figures, for those who come.
        var figures = ""
        /// The last message of all, once it has been sent; no stream is told more.
        var ending: String?
    }

    private struct Connection {
        let channel: any Channel
        var isStream = false
        /// Messages in a row that it had no room for.
        var skips = 0
        /// The number of the page that it was given.
        var page = 0
    }

    /// Whether somebody watches the events.
    var hasStreams: Bool { state.withLock { $0.connections.values.contains(where: \.isStream) } }

    /// Takes a connection; false where there are too many.
    func connect(_ channel: any Channel) -> Bool {
        let id = ObjectIdentifier(channel)
        let isTaken = state.withLock { state in
            guard state.connections.count < Self.most else { return false }
            state.connections[id] = Connection(channel: channel)
            return true
        }
        if isTaken {
            channel.closeFuture.whenComplete { [self] _ in _ = state.withLock { $0.connections.removeValue(forKey: id) }
            }
        }
        return isTaken
    }

    /// Makes a connection a stream of events: from now on, it is told what the others are.
    ///
    /// - Parameter head: what goes before its first event.
    func stream(_ channel: any Channel, head: String) {
        state.withLock { state in
            let beginning = ByteBuffer(string: head + EventText.beginning + (state.ending ?? state.figures))
            guard state.ending == nil else {
                channel.writeAndFlush(beginning).whenComplete { _ in channel.close(promise: nil) }
                return
            }
            channel.writeAndFlush(beginning, promise: nil)
            state.connections[ObjectIdentifier(channel)]?.isStream = true
        }
    }

    /// Sends a message of figures to all streams that have room for it.
    func tell(figures message: String) {
        let buffer = ByteBuffer(string: message)
        state.withLock { state in
            state.figures = message
            for (id, connection) in state.connections where connection.isStream {
                if connection.channel.isWritable {
                    state.connections[id]?.skips = 0
                    connection.channel.writeAndFlush(buffer, promise: nil)
                } else if connection.skips < Self.mostSkips {
                    state.connections[id]?.skips += 1
                } else {
                    connection.channel.close(promise: nil)
                }
            }
        }
    }

    /// Sends a page to all streams that have room for it and do not have it.
    func show(number: Int, _ message: String) {
        let buffer = ByteBuffer(string: message)
        state.withLock { state in
            guard state.ending == nil else { return }
            for (id, connection) in state.connections
            where connection.isStream && connection.page < number && connection.channel.isWritable {
                state.connections[id]?.page = number
                connection.channel.writeAndFlush(buffer, promise: nil)
            }
        }
    }

    /// Sends a last message to all streams, and ends them.
    func end(with message: String) {
        let buffer = ByteBuffer(string: message)
        let streams = state.withLock { state in
            state.ending = message
            return state.connections.values.filter(\.isStream).map(\.channel)
        }
        for channel in streams {
            channel.writeAndFlush(buffer).whenComplete { _ in channel.close(promise: nil) }
        }
    }

    /// Waits until all connections have ended, or for so long.
    func allGone(within limit: TimeAmount, on loop: any EventLoop) async {
        let futures = state.withLock { $0.connections.values.map { $0.channel.closeFuture } }
        guard !futures.isEmpty else { return }
        let isOver = loop.makePromise(of: Void.self)
        // Whichever is first; a promise takes no second answer.
        let first = Mutex(true)
        let finish: @Sendable () -> Void = {
            let isFirst = first.withLock { first in
                defer { first = false }
                return first
            }
            if isFirst { isOver.succeed() }
        }
        let timer = loop.scheduleTask(in: limit, finish)
        EventLoopFuture.andAllComplete(futures, on: loop).whenComplete { _ in finish() }
        try? await isOver.futureResult.get()
        timer.cancel()
    }
}
