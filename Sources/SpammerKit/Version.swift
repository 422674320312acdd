/// The version of Spammer.
package enum Version {
    /// As in `spammer --version` and in every summary (https://semver.org).
    package static let text = "0.1.0"
}
