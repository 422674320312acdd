package import Analysis

/// What of the target's responses is compared with the recorded ones, beside status and body.
package struct ResponseCheckOptions: Sendable {
    /// The names of the header fields that are compared, in lower case.
    package var headers: [String]
    /// Fields whose differences do not count.
    package var ignored: [IgnoreRule]
    /// How much is remembered of the recording, to learn what differs by itself.
    package var learning = NoiseLearner.Limits()

    /// The header fields that are compared where none is named.
    package static let usualHeaders = ["content-type"]

    /// Options of their parts.
    package init(headers: [String] = Self.usualHeaders, ignored: [IgnoreRule] = []) {
        self.headers = headers
        self.ignored = ignored
    }
}
