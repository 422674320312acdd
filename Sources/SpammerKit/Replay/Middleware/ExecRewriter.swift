import Foundation
import Glibc
import NIOCore

/// Lets a command change requests, many of which are on their way to it at once, and gives them on in their order.
final class ExecRewriter: RequestRewriter {
    private let command: String
    private let limits: ExecLimits
    private let process: ExecProcess
    private var ledger: ExecLedger
    private let isOver: () -> Bool
    private var hasBegun = false
    /// Whether its output has ended.
    private var hasEnded = false

    /// How long it waits at most before it looks whether the run is over.
    private static let slice: CInt = 50

    /// Starts a command.
    init(_ command: String, _ limits: ExecLimits, isOver: @escaping () -> Bool) throws(ExecError) {
        self.command = command
        self.limits = limits
        self.isOver = isOver
        ledger = ExecLedger(limits)
        do {
            process = try ExecProcess(command)
        } catch {
            throw ExecError(command: command, problem: error, answers: 0)
        }
    }

    func next(isLastPass: Bool, from source: () throws -> ReplayStream.Element?) throws -> Rewritten? {
        if !hasBegun { Self.holdBrokenPipeSignal() }
        hasBegun = true
        var hasMore = true
        ledger.wait(from: now)
        while true {
            if let next = ledger.next() { return next }
            while hasMore, ledger.hasRoom {
                guard let element = try source() else {
                    hasMore = false
                    if isLastPass { process.finishInput() }
                    break
                }
                process.write(try ledger.ask(element))
            }
            if ledger.isEmpty || isOver() { return nil }
            do throws(ExecError.Problem) {
                guard !hasEnded else { throw .ended(process.ending(within: limits.ending)) }
                try work()
                if let given = try ledger.expire(at: now) { return given }
            } catch {
                throw ExecError(command: command, problem: error, answers: ledger.answers)
            }
        }
    }

    func end() {
        process.end(within: limits.ending)
    }

    private func work() throws(ExecError.Problem) {
        let event = process.work(milliseconds: Self.slice)
        while let line = try process.nextLine(limit: limits.line) {
            if !line.isEmpty { try ledger.take(line, at: now) }
        }
        if case .ended = event { hasEnded = true }
    }

    private var now: UInt64 { NIODeadline.now().uptimeNanoseconds }

    /// Keeps the signal of a write to a process that is gone from this thread: the write's error says the same.
    private static func holdBrokenPipeSignal() {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }
}
