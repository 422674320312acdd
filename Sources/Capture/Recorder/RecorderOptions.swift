package import Corpus

/// What is recorded, and how.
package struct RecorderOptions: Sendable {
    /// The inputs' names; `-` is standard input.
    package var inputs: [String]

    /// A BPF expression that packets of captures have to match.
    package var filter: String?

    /// The TCP ports, of either end, where HTTP is; nil where every stream is tried.
    package var ports: Set<UInt16>?

    /// The most lines or entries that may be bad, in all inputs together.
    package var maximumBadLines = 1000

    /// How lines of logs are read.
    package var logs = LogReading.recognised

    /// The keys of TLS, as `SSLKEYLOGFILE` has them.
    package var keyLog = KeyLog()

    /// Whether a person wants the recording to end with what it has; asked once a packet and once a piece of a file.
    package var isStopped: @Sendable () -> Bool = { false }

    /// What is told of how much of the files was read; nil where nobody looks.
    package var progress: ReadProgress?

    /// How much is held for connections.
    package var reassembly = ReassemblyLimits.default

    /// How much is held for messages.
    package var dissection = DissectionLimits.default

    /// A recording of all that some inputs hold.
    package init(inputs: [String]) {
        self.inputs = inputs
    }
}
