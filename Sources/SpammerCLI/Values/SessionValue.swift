import ArgumentParser
import HTTPWire
package import SpammerKit

/// Whose requests share their cookies: `client`, `connection`, `header:X-Forwarded-For` or `all`.
package struct SessionValue: ExpressibleByArgument, Sendable, Hashable {
    /// Whose.
    package let session: ReplaySession

    /// How help shows it.
    package var defaultValueDescription: String { session.words }

    /// Whose requests.
    package init(_ session: ReplaySession) {
        self.session = session
    }

    package init?(argument: String) {
        switch argument {
        case "client": session = .client
        case "connection": session = .connection
        case "all": session = .all
        default:
            let name = argument.dropFirst(7)
            guard argument.hasPrefix("header:"), !name.isEmpty, name.utf8.allSatisfy(ASCII.isToken) else { return nil }
            session = .header(FieldName(String(name)))
        }
    }
}
