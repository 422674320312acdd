/// A replay on a cluster, as a manifest or a script has it.
struct ClusterPlan: Sendable, Hashable {
    /// Its name: that of a job, and of the folder of its results.
    var name: String
    /// How many shards there are.
    var shards: Int
    /// Where every shard finds the corpus.
    var corpus: String
    /// Where the requests go.
    var target: String
    /// What else `replay` is told.
    var options: [String]
    /// The folder in which a folder of that name gets the results.
    var results: String
    /// Cores of a shard.
    var cpus: Int
    /// Memory of a shard, in MiB.
    var memory: Int

    /// The folder of the results.
    var folder: String { (results.hasSuffix("/") ? results : results + "/") + name + "/" }

    /// What a shard runs.
    var replay: [String] { ["replay", corpus, "--target", target, "-o", folder] + options }

    /// What merges the shards.
    ///
    /// - Parameter wait: how long it waits for them; nil where it is started after them.
    func merge(wait: String? = nil) -> [String] {
        ["merge", folder, "--shards", String(shards)] + (wait.map { ["--wait", $0] } ?? []) + [
            "-o", folder + "run.json",
        ]
    }
}
