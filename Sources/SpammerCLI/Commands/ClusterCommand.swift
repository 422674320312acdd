import ArgumentParser
import Foundation
import SpammerKit

/// `spammer cluster`: what a cluster's engine needs to replay a corpus in shards.
struct ClusterCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cluster",
        abstract: "Write what replays in shards on a cluster.",
        discussion: """
            spammer cluster kubernetes --shards 8 --corpus service.corpus \\
                --target http://staging:8080 --image registry.example/spammer \\
                -- --speed 2x > job.yaml
            spammer cluster slurm --shards 8 --corpus /shared/service.corpus \\
                --target http://staging:8080 > replay.sh

            Both write a file to read and edit: a Kubernetes manifest, or a script for Slurm. What is behind -- is for `spammer replay`.
            """,
        subcommands: [KubernetesCommand.self, SlurmCommand.self]
    )
}

/// What both kinds of cluster are told.
struct ClusterOptions: ParsableArguments {
    @Option(help: "How many shards: processes that send a part each.")
    var shards: Int

    @Option(
        help: "The corpus, where every shard finds it; of Kubernetes in the volume, or a URL that it is fetched from.",
        completion: .file()
    )
    var corpus: String

    @Option(name: .shortAndLong, help: ArgumentHelp("Where to send the requests.", valueName: "url"))
    var target: String

    @Option(help: "A name of this run. (default: spammer- and the time)")
    var name: String?

    @Option(help: "Cores of a shard.")
    var cpus = 2

    @Option(help: ArgumentHelp("Memory of a shard, in MiB.", valueName: "MiB"))
    var memory = 1024

    @Argument(parsing: .postTerminator, help: "Options of `spammer replay`.")
    var options: [String] = []

    func validate() throws {
        guard (1...Shard.most).contains(shards) else { throw ValidationError("--shards has to be 1 to \(Shard.most)") }
        guard (1...1024).contains(cpus) else { throw ValidationError("--cpus has to be 1 to 1024") }
        guard (64...1 << 24).contains(memory) else { throw ValidationError("--memory has to be 64 MiB or more") }
        // A label of DNS (RFC 1123), with room for what is put behind it.
        if let name, name.wholeMatch(of: /[a-z0-9]([-a-z0-9]{0,48}[a-z0-9])?/) == nil {
            throw ValidationError("--name has to be of a-z, 0-9 and -, 50 characters at most, and '\(name)' is not")
        }
        let given = GivenArguments(options, OptionTable(of: ReplayCommand.self)).values
        for option in ["shard", "output"] where given[option] != nil {
            throw ValidationError("--\(option) is what the cluster gives each shard; leave it out behind --")
        }
        // What replay would refuse is refused now, and not by eight pods.
        do {
            _ = try ReplayCommand.parse([corpus, "--target", target] + options)
        } catch {
            throw ValidationError("spammer replay would refuse what is behind --: \(ReplayCommand.message(for: error))")
        }
    }

    /// The plan, with its results in a folder of some folder.
    func plan(corpus: String, results: String, now: Date = Date()) -> ClusterPlan {
        let stamp = now.formatted(.iso8601.year().month().day().time(includingFractionalSeconds: false))
            .filter { $0.isNumber || $0 == "T" }.replacing("T", with: "-")
        return ClusterPlan(
            name: name ?? "spammer-\(stamp)",
            shards: shards,
            corpus: corpus,
            target: target,
            options: options,
            results: results,
            cpus: cpus,
            memory: memory
        )
    }
}

/// `spammer cluster kubernetes`.
struct KubernetesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kubernetes",
        abstract: "Write an Indexed Job that replays a shard a pod, and a Job that merges them.",
        discussion: """
            spammer cluster kubernetes --shards 8 --corpus service.corpus \\
                --target http://staging:8080 --image registry.example/spammer \\
                --claim captures -- --speed 2x > job.yaml

            tools/image makes the image. The corpus is in a volume claim, into which the results go too; or it is a URL, \
            and a step before the replay fetches it.
            """
    )

    @OptionGroup
    var cluster: ClusterOptions

    @Option(help: "The image, with spammer as its entry point.")
    var image: String

    @Option(help: "The volume claim that has the corpus and gets the results; all nodes mount it at once.")
    var claim = "spammer"

    @Option(help: "The image that fetches a corpus from a URL, with curl.")
    var fetchImage = "docker.io/curlimages/curl:8.11.1"

    @Option(help: "How long the merge waits for the shards.")
    var wait = "24h"

    func validate() throws {
        guard DurationValue(argument: wait) != nil else {
            throw ValidationError("--wait cannot be '\(wait)'; expected a time, such as 2h")
        }
        guard claim.wholeMatch(of: /[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?/) != nil else {
            throw ValidationError("--claim has to be the name of a volume claim, and '\(claim)' is none")
        }
    }

    func run() throws {
        let isFetched = cluster.corpus.hasPrefix("https://") || cluster.corpus.hasPrefix("http://")
        let mounted = cluster.corpus.hasPrefix("/") ? cluster.corpus : "\(KubernetesManifest.mount)/\(cluster.corpus)"
        let manifest = KubernetesManifest(
            plan: cluster.plan(
                corpus: isFetched ? KubernetesManifest.fetched : mounted,
                results: "\(KubernetesManifest.mount)/results"
            ),
            image: image,
            claim: claim,
            source: isFetched ? cluster.corpus : nil,
            fetchImage: fetchImage,
            wait: wait
        )
        StandardOutput.write(manifest.text)
    }
}

/// `spammer cluster slurm`.
struct SlurmCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "slurm",
        abstract: "Write a script that submits an array of shards, and a job after it that merges them.",
        discussion: """
            spammer cluster slurm --shards 8 --corpus /shared/service.corpus \\
                --target http://staging:8080 -- --speed 2x > replay.sh
            bash replay.sh

            The corpus, the program and the results are in a file system that all nodes share.
            """
    )

    @OptionGroup
    var cluster: ClusterOptions

    @Option(help: "The folder for the results, in which this run gets one of its own.")
    var results = "results"

    @Option(help: "The program, as the nodes find it.")
    var program = "spammer"

    @Option(help: "How long a shard may take, as Slurm has it.")
    var time = "01:00:00"

    @Option(help: "The partition.")
    var partition: String?

    func validate() throws {
        // These stand in lines of #SBATCH, which know no quotes.
        for (option, value) in [("--results", results), ("--time", time), ("--partition", partition ?? "any")]
        where value.isEmpty || value.contains(where: { $0.isWhitespace || $0.isNewline }) {
            throw ValidationError("\(option) cannot be '\(value)': it must not be empty, nor have blanks")
        }
    }

    func run() throws {
        let script = SlurmScript(
            plan: cluster.plan(corpus: cluster.corpus, results: results),
            program: program,
            time: time,
            partition: partition
        )
        StandardOutput.write(script.text)
    }
}
