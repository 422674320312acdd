import CCommit

/// The version of Spammer.
package enum Version {
    /// As in every summary (https://semver.org).
    package static let text = "0.1.0"

    /// The git commit that this build was made of, with `-dirty` behind it where files were changed; nil where the build was
    /// not told.
    ///
    /// `tools/install`, `tools/package` and `tools/image` tell it, by `SPAMMER_COMMIT` in the build's environment. A plain
    /// `swift build` does not know: what a manifest can ask of git (`Context.gitInformation`) is kept from an earlier commit
    /// as long as `Package.swift` does not change (seen with Swift 6.3), and a wrong commit is worse than none.
    package static let commit: String? = {
        let commit = String(cString: spammer_commit())
        return commit.isEmpty ? nil : commit
    }()

    /// As in `spammer --version`.
    package static let described = "\(text) (commit \(commit ?? "unknown"))"
}
