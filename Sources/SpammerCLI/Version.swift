/// The tool's version.
package enum Version {
    /// Semantic version of this release.
    package static let text = "0.1.0"
}
