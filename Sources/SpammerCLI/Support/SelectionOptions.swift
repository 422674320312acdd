import ArgumentParser
import SpammerKit

/// The options of `replay` that say which part of a recording is sent, and how many times over.
struct SelectionOptions: ParsableArguments {
    @Option(help: "Begin here: 10m after the recording's begin, or at 2026-03-09T12:00:00Z.")
    var from: PlaceValue?

    @Option(help: "End here, as --from.")
    var to: PlaceValue?

    @Option(help: "Send this share of the connections, whole ones: 10%.")
    var sample: ShareValue?

    @Option(help: "Send each connection so many times, shifted against each other: 3x, 1.5x.")
    var amplify: SpeedValue?

    @Option(help: "Cut silences of the recording that are longer to this: 5s.")
    var idleCap: DurationValue?

    /// The most copies of a connection.
    private static let mostCopies = 1000.0

    func validate() throws {
        if let amplify, !(1...Self.mostCopies).contains(amplify.factor) {
            throw ValidationError("--amplify takes 1x to 1000x; for fewer requests there is --sample")
        }
        if case .offset(let start) = from?.place, case .offset(let end) = to?.place, end <= start {
            throw ValidationError("--to has to be later than --from")
        }
    }

    /// The part.
    func selection(seed: UInt64) -> ReplaySelection {
        var selection = ReplaySelection()
        selection.from = from?.place
        selection.to = to?.place
        selection.sample = sample?.share ?? 1
        selection.amplify = amplify?.factor ?? 1
        selection.seed = seed
        return selection
    }
}
