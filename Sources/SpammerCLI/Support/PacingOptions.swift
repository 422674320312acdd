import ArgumentParser
import NIOCore
import SpammerKit

/// The options that `run` and `replay` share: when requests are sent.
struct PacingOptions: ParsableArguments {
    @Option(
        name: [.customShort("R"), .long],
        help: "Requests a second: 500, 10k, 50/1s; or a ramp, 100..2000/5m, which then stays."
    )
    var rate: RateValue?

    @Option(help: ArgumentHelp("Rates, one after the other: 100:1m,500:1m,1000:30s.", valueName: "rate:time,…"))
    var rateSteps: RateStepsValue?

    @Flag(help: "Send at a rate's random instants (Poisson), as independent users do, and not at even spaces.")
    var poisson = false

    @Option(help: "Decides what is left to chance: --poisson, --sample and --amplify.")
    var seed: UInt64 = 1

    @Flag(help: "Send as fast as the connections allow, whatever the rate or the recorded spacing.")
    var closed = false

    @Option(help: "Send for this long before anything is judged: 30s.")
    var warmup = DurationValue(seconds: 0)

    @Flag(help: "Watch the clock instead of setting timers: punctual to microseconds, for a core at full load.")
    var precise = false

    @Option(help: "Threads that send; as many as cores by default.")
    var threads: Int?

    /// The rate that was asked for; nil for none.
    var pacing: RatePacing? {
        (rateSteps?.profile ?? rate?.profile).map { RatePacing($0, poisson ? .poisson(seed: seed) : .even) }
    }

    /// A schedule of the rate that was asked for, or of another one.
    func schedule(seconds: Double?, otherwise rate: Double) -> any ArrivalSchedule {
        guard let pacing else { return ConstantRate(perSecond: rate, seconds: seconds) }
        guard let steady = self.rate?.perSecond, !poisson else { return ProfiledRate(pacing, seconds: seconds) }
        return ConstantRate(perSecond: steady, seconds: seconds)
    }

    func validate() throws {
        guard [rate != nil, rateSteps != nil, closed].count(where: { $0 }) <= 1 else {
            throw ValidationError("--rate, --rate-steps and --closed are three paces; give one of them")
        }
        if let threads, !(1...1024).contains(threads) { throw ValidationError("--threads has to be 1 to 1024") }
    }

    /// Makes as many event loops as were asked for; before anything uses one.
    func makeThreads() {
        if let threads { NIOSingletons.groupLoopCountSuggestion = threads }
    }

    /// Sets what these options say of how arrivals are handed out.
    func apply(to plan: inout RunPlan) {
        plan.configuration["threads"] = String(NIOSingletons.groupLoopCountSuggestion)
        plan.limits.warmup = warmup.nanoseconds
        plan.limits.isPrecise = precise
        if precise { plan.configuration["precise"] = "true" }
        if warmup.nanoseconds > 0 { plan.configuration["warmup"] = "\(warmup.seconds) s" }
        if poisson { plan.configuration["seed"] = String(seed) }
    }
}
