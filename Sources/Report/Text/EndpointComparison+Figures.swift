import Analysis

/// Figures of an endpoint that several reports show.
extension EndpointComparison {
    /// Requests whose status is not the recorded one, or that got none.
    var otherStatuses: UInt64 { statusChanges.reduce(0) { $0 &+ $1.candidate } }

    /// Requests that failed, or whose status is not the recorded one.
    var trouble: UInt64 { max(failures.candidate ?? 0, otherStatuses) }

    /// The share of a side's requests that failed; nil where the side does not tell.
    func failureShare(_ side: KeyPath<CountComparison, UInt64?>) -> String? {
        guard let failures = failures[keyPath: side], let requests = requests[keyPath: side] else { return nil }
        return NumberText.share(failures, of: requests)
    }
}
