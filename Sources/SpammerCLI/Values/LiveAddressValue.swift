import ArgumentParser
package import Report

/// Where a run can be watched: `:8080`, `0.0.0.0:8080`, `[::1]:0`.
package struct LiveAddressValue: ExpressibleByArgument, Sendable, Hashable {
    /// The address.
    package let address: LiveAddress

    package init?(argument: String) {
        guard let address = LiveAddress(argument) else { return nil }
        self.address = address
    }
}
