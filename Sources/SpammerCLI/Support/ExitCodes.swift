import ArgumentParser

extension ExitCode {
    /// The run is invalid: the generator could not keep up.
    static let invalidRun = ExitCode(3)

    /// A threshold was passed, or a release is worse.
    static let regression = ExitCode(99)
}

/// Something that a command was given or met, and that a person can mend.
struct CommandError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
