import ArgumentParser
import SpammerKit

/// The options of `replay` that put the target's cookies and other values in place of the recorded.
struct CookieOptions: ParsableArguments {
    @Flag(
        help: ArgumentHelp(
            "Send the cookies that the target sets in a session, in place of the recorded.",
            discussion: """
                As a browser would (RFC 6265): by domain, path, Secure and time. A request that was recorded without cookies is sent \
                without. In the others, those that the target has set have its values, and its others join them; those that it \
                has ended are left out; those that it never spoke of stay as recorded. A request that is sent before the \
                response that it followed has the recorded ones still: --connections recorded keeps that order.
                """
        )
    )
    var cookies = false

    @Flag(
        help: ArgumentHelp(
            "Send back the values that the target's responses give, where recorded ones sent back the recording's.",
            discussion: """
                For a corpus of record --correlate, which finds them: tokens and identifiers in JSON, header fields, Set-Cookie and \
                Location. The summary says how many were found and used. A request that is sent before the response that it \
                needs has come has the recorded value still: --connections recorded keeps the order of a connection.
                """
        )
    )
    var correlate = false

    @Option(
        help: ArgumentHelp(
            "Whose requests share cookies: a client's, a connection's, all, or those with the same value of a header.",
            discussion:
                "With --correlate, whose requests are of one shard. 'header:X-Forwarded-For' is for a recording from behind a proxy, where all clients have its address.",
            valueName: "client|connection|all|header:name"
        )
    )
    var session: SessionValue?

    /// Whose requests share cookies; nil for cookies as recorded.
    var choice: ReplaySession? { cookies ? session?.session ?? .client : nil }

    /// Whose requests stay together where values of the target's are sent back; nil for values as recorded.
    var correlation: ReplaySession? { correlate ? session?.session ?? .client : nil }

    func validate() throws {
        guard cookies || correlate || session == nil else {
            throw ValidationError("--session is for --cookies and --correlate")
        }
    }
}
