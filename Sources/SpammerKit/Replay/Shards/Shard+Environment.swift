extension Shard {
    /// The variable that says how many parts there are, where the cluster's engine does not.
    package static let countVariable = "SPAMMER_SHARD_COUNT"

    /// The part that the environment says: of a Kubernetes Indexed Job, or of a Slurm array; nil outside of both.
    ///
    /// Kubernetes tells a pod its index from 0 in `JOB_COMPLETION_INDEX`, and nothing of how many there are; Slurm tells a task
    /// its number, the least of the array's, the step and how many there are.
    ///
    /// - Throws: ``ShardEnvironmentError`` where there is an index and not the rest: a whole replay by each of the parts is the
    ///   one thing that nobody wants.
    package static func inEnvironment(_ environment: [String: String]) throws(ShardEnvironmentError) -> Shard? {
        if let text = environment["JOB_COMPLETION_INDEX"] {
            guard let countText = environment[countVariable] else { throw .noCount("JOB_COMPLETION_INDEX", text) }
            guard let index = Int(text), let count = Int(countText),
                let shard = index == .max ? nil : Shard(index: index + 1, count: count)
            else { throw .unusable("JOB_COMPLETION_INDEX=\(text), \(countVariable)=\(countText)") }
            return shard
        }
        guard let text = environment["SLURM_ARRAY_TASK_ID"] else { return nil }
        guard let countText = environment["SLURM_ARRAY_TASK_COUNT"] else { throw .noCount("SLURM_ARRAY_TASK_ID", text) }
        let least = environment["SLURM_ARRAY_TASK_MIN"] ?? "0"
        let step = environment["SLURM_ARRAY_TASK_STEP"] ?? "1"
        let words = "SLURM_ARRAY_TASK_ID=\(text), _MIN=\(least), _STEP=\(step), _COUNT=\(countText)"
        guard let number = UInt32(text), let first = UInt32(least), let width = UInt32(step), width > 0,
            let count = Int(countText), number >= first, (number - first).isMultiple(of: width),
            let shard = Shard(index: Int((number - first) / width) + 1, count: count)
        else { throw .unusable(words) }
        return shard
    }
}

/// An environment that says of a process that it is a part, and not which.
package enum ShardEnvironmentError: Error, CustomStringConvertible {
    /// It does not say of how many.
    case noCount(String, String)
    /// The numbers are none, or do not fit each other.
    case unusable(String)

    package var description: String {
        switch self {
        case .noCount(let variable, let value):
            """
            \(variable) is \(value), so this is one of several processes, and nothing says of how many; set \
            \(Shard.countVariable), or give --shard: 3/8, or 1/1 for the whole replay
            """
        case .unusable(let words):
            "the environment does not say which shard this is (\(words)); give --shard: 3/8, or 1/1 for the whole replay"
        }
    }
}
