import Dispatch
import Foundation
import Synchronization

/// SIGINT and SIGTERM for work that blocks its thread: the first one is noted, the second one ends the process.
final class Interrupt {
    /// Whether the first signal has come.
    let flag = Flag()

    private let sources: [any DispatchSourceSignal]

    /// Takes the signals from now on, as long as this lives.
    init() {
        let flag = flag
        sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                flag.set()
                // The next one does what it does to any process.
                signal(SIGINT, SIG_DFL)
                signal(SIGTERM, SIG_DFL)
            }
            source.resume()
            return source
        }
    }

    /// Something that happens once.
    final class Flag: Sendable {
        private let value = Atomic(false)

        /// Whether it has happened.
        var isSet: Bool { value.load(ordering: .relaxed) }

        fileprivate func set() {
            value.store(true, ordering: .relaxed)
        }
    }
}
