import Analysis
import Logging
import NIOCore
import NIOPosix
import Report
import Synchronization

/// An instance of a performance test: does a spammer's task at a steady rate, and says what came of it.
///
/// ```swift
/// let run = try SpamRun(rps: 20, runtime: 10, spammer: FrontPage())
/// let result = try await run.run()
/// print(result.failures)
/// ```
///
/// Task number k begins at start + k ÷ rate, whatever has become of the ones before it; response times count from that
/// instant, so a wait behind a slow response is in them.
public final class SpamRun: Sendable {
    private let plan: RunPlan
    private let control = Mutex(Control())

    /// A test of a task at a steady rate.
    ///
    /// Nothing is sent before ``run()``.
    ///
    /// - Parameters:
    ///   - rps: tasks a second; more than 0.
    ///   - runtime: seconds that it takes; at least 0.
    ///   - spammer: the task.
    ///   - logFile: the log goes here and to standard output; nil for standard output only. A file that is there is
    ///     renamed with its time.
    ///   - outputJSON: the summary goes here; nil for none. A file that is there is renamed with its time.
    /// - Throws: ``SpamRunError`` where a number makes no sense.
    public convenience init(
        rps: Double,
        runtime: Double,
        spammer: any Spammer,
        logFile: String? = "output.log",
        outputJSON: String? = "result.json"
    ) throws {
        guard rps.isFinite, rps > 0 else { throw SpamRunError.rate(rps) }
        guard runtime.isFinite, runtime >= 0 else { throw SpamRunError.runtime(runtime) }
        var plan = RunPlan(spammer: spammer, schedule: ConstantRate(perSecond: rps, seconds: runtime))
        plan.rps = rps
        plan.runtime = runtime
        plan.logFile = logFile
        plan.outputJSON = outputJSON
        self.init(plan)
    }

    /// A run with all its settings.
    package init(_ plan: RunPlan) {
        self.plan = plan
    }

    /// Runs the test, to its end or until ``stop()``.
    ///
    /// - Returns: What came of it, also in the log and in the JSON file.
    /// - Throws: an error where a file cannot be written, or the run has run before. Whatever the tasks do is no error: it
    ///   is in the result.
    @discardableResult
    public func run() async throws -> RunResult {
        let result = try await runToItsEnd()
        if let failure = result.failure { throw failure }
        return result
    }

    /// The same, but where the run could not do all that it was to, what came of it so far is returned, with the reason in it.
    package func runToItsEnd() async throws -> RunResult {
        guard control.withLock({ $0.begin() }) else { throw SpamRunError.ranBefore }
        // Before an earlier run's files are renamed: an address that is in use ends the run, and leaves all as it was.
        var listener: LiveListener?
        if let address = plan.live { listener = try await LiveListener.listen(at: address) }
        let session: RunSession
        do {
            session = try RunSession(plan)
        } catch {
            await listener?.close()
            throw error
        }
        control.withLock { $0.session = session }
        if control.withLock({ $0.isStopped }) { session.stop() }
        return try await session.run(watchedAt: listener)
    }

    /// Ends the run: no more tasks begin, those under way may end, then comes the summary.
    ///
    /// A second call does not wait for what is under way; it is counted as unfinished.
    public func stop() {
        let (session, isSecond) = control.withLock { control in
            defer { control.isStopped = true }
            return (control.session, control.isStopped)
        }
        if isSecond { session?.stopNow() } else { session?.stop() }
    }

    private struct Control {
        var hasBegun = false
        var isStopped = false
        var session: RunSession?

        mutating func begin() -> Bool {
            defer { hasBegun = true }
            return !hasBegun
        }
    }
}

/// A run cannot begin.
public enum SpamRunError: Error, CustomStringConvertible {
    /// The rate is not a number above 0.
    case rate(Double)
    /// The runtime is not a number of at least 0.
    case runtime(Double)
    /// The speed is not a number above 0.
    case speed(Double)
    /// A run runs once.
    case ranBefore

    /// What was expected and what was there.
    public var description: String {
        switch self {
        case .speed(let speed): "the speed has to be a number above 0, and is \(speed)"
        case .rate(let rate): "the rate has to be a number above 0, and is \(rate)"
        case .runtime(let runtime): "the runtime has to be 0 seconds or more, and is \(runtime)"
        case .ranBefore: "this run has run; make a new one"
        }
    }
}
