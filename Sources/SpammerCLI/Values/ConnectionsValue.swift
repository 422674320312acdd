import ArgumentParser

/// The most connections that are open at once, or `recorded`: each recorded connection is one connection.
package struct ConnectionsValue: ExpressibleByArgument, Sendable, Hashable {
    /// How many; nil for as many as were recorded.
    package let count: Int?

    /// The most that are open at once where each recorded connection is one.
    package static let mostRecorded = 50_000

    /// So many.
    package init(count: Int) {
        self.count = count
    }

    /// How help shows it.
    package var defaultValueDescription: String { count.map(String.init) ?? "recorded" }

    package init?(argument: String) {
        if argument == "recorded" {
            count = nil
        } else if let number = Int(argument), number > 0 {
            count = number
        } else {
            return nil
        }
    }
}
