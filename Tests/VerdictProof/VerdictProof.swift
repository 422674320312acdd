import Analysis
import Dispatch
import Foundation
import Synchronization
import TestSupport

/// How often the judgement is right on simulated runs, whose truth is known: `tools/bench verdict` runs it.
@main
enum VerdictProof {
    /// What one kind of run is like.
    struct Case {
        let drift: Double
        let slowdown: Double
        let pairs: Int
    }

    static func main() {
        let pairs = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 1000
        print(
            "60 s, five endpoints of 100/s each; the level of seconds is AR(1) with 0.7; times are log-normal (0.4) about 40 ms;"
        )
        print("in 2% of the seconds the service stands still for 200 ms. Default rules.")
        print("")
        print("drift  first endpoint      pairs  regression said  of the first  of others only  p50's interval misses")
        for drift in [0, 0.02, 0.05] {
            for (slowdown, count) in [(1, pairs), (1.1, max(1, pairs / 5)), (1.2, max(1, pairs / 10))] {
                show(Case(drift: drift, slowdown: slowdown, pairs: count))
            }
        }
    }

    private static func show(_ subject: Case) {
        let found = Atomic(0)
        let named = Atomic(0)
        let missed = Atomic(0)
        DispatchQueue.concurrentPerform(iterations: subject.pairs) { pair in
            let seed = UInt64(pair) &* 2 &+ UInt64(subject.drift * 1e5) &* 1_000_003 &+ UInt64(subject.slowdown * 1e3)
            let judgement = Judgement(
                baseline: SimulatedRun(seed: seed, endpoints: 5, drift: subject.drift).summary(),
                candidate: SimulatedRun(
                    seed: seed &+ 1,
                    endpoints: 5,
                    slowdown: subject.slowdown,
                    drift: subject.drift
                )
                .summary(),
                obstacles: []
            )
            for finding in judgement.findings where finding.figure == "p50" {
                guard let low = finding.ratioLow, let high = finding.ratioHigh else { continue }
                let truth = finding.endpoint == "GET /0" ? subject.slowdown : 1
                if !(low...high).contains(truth) { missed.add(1, ordering: .relaxed) }
            }
            let worse = judgement.findings.filter { $0.outcome == .regression }
            if !worse.isEmpty { found.add(1, ordering: .relaxed) }
            if worse.contains(where: { $0.endpoint == "GET /0" }) { named.add(1, ordering: .relaxed) }
        }
        let (all, first) = (found.load(ordering: .relaxed), named.load(ordering: .relaxed))
        let share = Double(all) / Double(subject.pairs) * 100
        print(
            String(
                format: "%4.0f%%  %@  %5d  %6d (%5.1f%%)  %12d  %14d  %20.1f%%",
                subject.drift * 100,
                subject.slowdown == 1
                    ? "the same        " : String(format: "%.0f%% slower      ", (subject.slowdown - 1) * 100),
                subject.pairs,
                all,
                share,
                first,
                all - first,
                Double(missed.load(ordering: .relaxed)) / Double(subject.pairs * 5) * 100
            )
        )
    }
}
