import ArgumentParser
import Foundation
import SpammerKit

/// The options of `replay` that make it one of several processes.
struct ShardOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            """
            Send this part of the requests only, whole connections, and as much of every limit: 3/8 is the third of eight. In a \
            Kubernetes Indexed Job or a Slurm array it is told by the environment.
            """,
            valueName: "part/parts"
        )
    )
    var shard: ShardValue?

    @Option(
        help: ArgumentHelp(
            """
            Start at this instant, so that shards start together: 2026-03-09T12:00:00Z, or now. (default: of a shard, the next \
            whole minute that is 10 s away; else now)
            """,
            valueName: "instant"
        )
    )
    var startAt: StartValue?

    /// The part; nil for the whole.
    func part() throws -> Shard? {
        if let shard { return shard.shard }
        return try Shard.inEnvironment(ProcessInfo.processInfo.environment)
    }

    /// When a part starts, or the whole.
    func start(_ part: Shard?) -> StartTime {
        if let startAt { return startAt.start }
        return (part?.count ?? 1) > 1 ? .nextRound : .ready
    }
}
