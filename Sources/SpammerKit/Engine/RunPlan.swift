package import Analysis
package import NIOCore
import NIOPosix
package import Report
package import Requester

/// All that a run is told before it begins.
package struct RunPlan: Sendable {
    /// What is done.
    package var spammer: any Spammer
    /// When it is done.
    package var schedule: any ArrivalSchedule
    /// The rate that was asked for, as the summary's `rps` has it; nil to take the schedule's.
    package var rps: Double?
    /// The seconds that were asked for, as the summary's `runtime` has it; nil to take what it took.
    package var runtime: Double?
    /// Where the log goes beside standard output.
    package var logFile: String?
    /// Where the summary goes.
    package var outputJSON: String?
    /// Where the page goes.
    package var outputHTML: String?
    /// Whether the log goes to standard output.
    package var logsToStandardOutput = true
    /// Where the progress is drawn; nil where a line a second tells it, with the log.
    package var terminal: Terminal?
    /// Where the run can be watched while it goes on; nil for nowhere.
    package var live: LiveAddress?
    /// How arrivals are handed out.
    package var limits = DriverLimits()
    /// Nanoseconds after which no more arrivals are handed out; nil for the schedule's end.
    package var duration: UInt64?
    /// The loops that the run is shared out among.
    package var group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton
    /// The requester whose figures the summary has.
    package var requester: PooledRequester?
    /// What else the summary tells of how the run was set up.
    package var configuration: [String: String] = [:]
    /// The options of the command line, as the summary has them; nil where there was none.
    package var options: [String: ConfiguredOption]?
    /// The limits of the verdict.
    package var gate = VerdictGate()
    /// What else the run has to keep.
    package var thresholds: [Threshold] = []
    /// What ends the run before its time, as soon as one of them holds.
    package var abortConditions: [Threshold] = []
    /// What is run, as the summary has it.
    package var kind = RunSummary.Kind.run
    /// The factor on the recorded pace; nil for a fixed rate.
    package var speed: Double?
    /// When it starts.
    package var start = StartTime.ready
    /// Which part of a replay it is; nil for a whole run.
    package var shard: ShardSummary?
    /// What the run will do, line by line, said before it starts.
    package var announcement: [String] = []
    /// The names of the endpoints, by index; asked for at the end.
    package var endpoints: @Sendable () -> [String] = { ["task"] }
    /// Called before the first arrival, which waits for it; says what it did, line by line.
    package var prepare: @Sendable () async -> [String] = { [] }
    /// Called when the loops are ready, before the first arrival.
    package var onStart: @Sendable () throws -> Void = {}
    /// Called when all is over and the summary is made.
    package var onTeardown: @Sendable () async -> Void = {}
    /// Called when somebody looks at the run while it goes on: adds to the context what ``onEnd`` will, as far as it is known.
    package var onLook: @Sendable (inout RunContext) -> Void = { _ in }
    /// Called when the loops have ended: adds to the summary's context what is known only then.
    ///
    /// Throws where the run could not do all that it was to; the summary is written before the run throws that error on.
    package var onEnd: @Sendable (inout RunContext) throws -> Void = { _ in }

    /// Requests a second that are asked for; nil where nobody knows, as of a closed loop, which takes what it reaches.
    var askedRate: Double? { limits.loop == .closed ? nil : rps ?? schedule.rate }

    /// The pace in words.
    var pace: String {
        guard limits.loop == .closed else { return schedule.summary }
        let length = duration.map { " for \((Double($0) / 1e9).shortest) s" } ?? ""
        return "as fast as tasks return, \(limits.inFlight) at once\(length)"
    }

    /// A run of a spammer by a schedule, with everything else as it is by default.
    package init(spammer: any Spammer, schedule: any ArrivalSchedule) {
        self.spammer = spammer
        self.schedule = schedule
    }
}
