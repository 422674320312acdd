import Analysis
import ArgumentParser
import HTTPWire
import SpammerKit

/// The options of `replay` that compare the target's responses with the recorded ones.
struct ResponseOptions: ParsableArguments {
    @Flag(
        help: ArgumentHelp(
            "Compare the target's responses with the recorded ones: status, header fields, body.",
            discussion: """
                JSON is compared by its structure where the recording has bodies (record --response-bodies), anything else by size \
                and digest. What differs between the recorded responses to identical requests does not count. Differences \
                are counted by endpoint and field; they fail the run only where --threshold 'mismatches <= 0.1%' says so.
                """
        )
    )
    var checkBodies = false

    @Option(
        name: .customLong("check-header"),
        help: ArgumentHelp(
            "A header field that is compared. (default: content-type)",
            discussion: "May be given again, and then stands in place of the default.",
            valueName: "name"
        )
    )
    var headers: [String] = []

    @Option(
        name: .customLong("ignore"),
        help: ArgumentHelp(
            """
            A field whose differences do not count: '$.items[*].id', '$..updated_at' at any depth, 'header:etag', \
            'status', 'body'; for one endpoint 'GET /users/{id}: $.seen'. May be given again.
            """,
            valueName: "rule"
        ),
        transform: IgnoreRule.init(_:)
    )
    var ignored: [IgnoreRule] = []

    /// How responses are compared; nil where they are not.
    var check: ResponseCheckOptions? {
        guard checkBodies else { return nil }
        guard !headers.isEmpty else { return ResponseCheckOptions(ignored: ignored) }
        // Each once, whatever its spelling.
        let names = headers.map { $0.lowercased() }
        let different = names.enumerated().filter { !names[..<$0.offset].contains($0.element) }.map(\.element)
        return ResponseCheckOptions(headers: different, ignored: ignored)
    }

    func validate() throws {
        guard checkBodies || (headers.isEmpty && ignored.isEmpty) else {
            throw ValidationError("--check-header and --ignore are for --check-bodies, which compares responses")
        }
        for name in headers where name.isEmpty || !name.utf8.allSatisfy(ASCII.isToken) {
            throw ValidationError(
                "expected the name of a header field in --check-header, such as content-type, and there is '\(name)'"
            )
        }
    }
}
