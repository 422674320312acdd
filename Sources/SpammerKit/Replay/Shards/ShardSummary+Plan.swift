import Analysis
import Corpus
import Foundation

extension ShardSummary {
    /// What a shard's summary says of its part before the run.
    init(_ plan: ShardPlan) {
        self.init(index: plan.shard.index, count: plan.shard.count)
        requests = plan.requests[plan.shard.index - 1]
        host = ProcessInfo.processInfo.hostName
    }

    /// Notes when it began, and when it was to.
    mutating func note(start: Timestamp, asked: Timestamp?) {
        clockError = ClockError.milliseconds()
        guard let asked else { return }
        startAt = asked.description
        startOffset = Double(start.nanoseconds(since: asked)) / 1e6
    }
}

extension ShardPlan {
    /// The share above which a shard is said to be larger than the others.
    private static let noticedImbalance = 0.05

    /// The plan in a sentence.
    var words: String {
        let (own, all) = (requests[shard.index - 1], requests.reduce(0, &+))
        var text = "Shard \(shard.index) of \(shard.count): \(own) of \(all) requests, sessions kept whole"
        if imbalance > Self.noticedImbalance {
            let percent = Int((imbalance * 100).rounded())
            text += "; the largest shard has \(percent)% more than the mean, as a session cannot be divided"
        }
        return text
    }
}
