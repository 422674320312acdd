import Corpus

/// A script that submits two jobs to Slurm: an array that replays a shard a task, and one after it that merges what they found.
struct SlurmScript {
    let plan: ClusterPlan
    /// The program, as the nodes find it.
    let program: String
    /// How long a shard may take, as Slurm has it: `01:00:00`.
    let time: String
    /// The partition; nil for the cluster's own choice.
    let partition: String?

    /// The script, for bash.
    var text: String {
        """
        #!/usr/bin/env bash
        # \(plan.shards) shards of a replay as a Slurm array, and what merges them after: bash THIS-FILE
        #
        # The shards start together at a whole minute, without a word to each other: one that Slurm starts later than the others
        # says so in its summary, and the merged verdict is then invalid. Where nodes come one by one, give all shards one
        # instant: --start-at 2026-03-09T12:00:00Z.
        set -euo pipefail
        mkdir -p \(quoted(plan.folder))

        shards=$(sbatch --parsable <<'SHARD'
        #!/usr/bin/env bash
        #SBATCH --job-name=\(plan.name)
        #SBATCH --array=1-\(plan.shards)
        #SBATCH --ntasks=1
        #SBATCH --cpus-per-task=\(plan.cpus)
        #SBATCH --mem=\(plan.memory)M
        #SBATCH --time=\(time)
        \(partitionLine)# No shard is sent twice, whatever becomes of it.
        #SBATCH --no-requeue
        #SBATCH --output=\(plan.folder)shard-%a.out
        exec \(line([program] + plan.replay))
        SHARD
        )

        merge=$(sbatch --parsable --dependency="afterany:$shards" <<'MERGE'
        #!/usr/bin/env bash
        #SBATCH --job-name=\(plan.name)-merge
        #SBATCH --ntasks=1
        #SBATCH --mem=512M
        #SBATCH --time=00:10:00
        \(partitionLine)#SBATCH --output=\(plan.folder)merge.out
        exec \(line([program] + plan.merge()))
        MERGE
        )

        echo "Shards: job $shards. Merge: job $merge, into \(plan.folder)run.json; what it says is in \(plan.folder)merge.out"

        """
    }

    private var partitionLine: String { partition.map { "#SBATCH --partition=\($0)\n" } ?? "" }

    private func line(_ words: [String]) -> String { words.map(quoted).joined(separator: " ") }

    /// A word for the shell.
    private func quoted(_ word: String) -> String {
        let isPlain =
            !word.isEmpty
            && word.utf8.allSatisfy { $0 &- 0x30 < 10 || ($0 | 0x20) &- 0x61 < 26 || "-_./:,=@%+".utf8.contains($0) }
        return isPlain ? word : CurlExporter.quoted(word)
    }
}
