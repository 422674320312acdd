import ArgumentParser
import SpammerKit

/// The options of `replay` that change the requests.
struct ChangeOptions: ParsableArguments {
    @Option(
        name: [.customShort("H"), .customLong("header")],
        help: ArgumentHelp("Send this header in place of the recorded one: 'Name: value'.", valueName: "name: value")
    )
    var replaced: [String] = []

    @Option(
        name: .customLong("add-header"),
        help: ArgumentHelp("Send this header beside the recorded ones.", valueName: "name: value")
    )
    var added: [String] = []

    @Option(name: .customLong("remove-header"), help: ArgumentHelp("Do not send this header.", valueName: "name"))
    var removed: [String] = []

    @Option(
        help: ArgumentHelp(
            "Change the path and query: a regular expression and what replaces it, '^/v1/(.*)=>/v2/$1'.",
            valueName: "expression=>text"
        )
    )
    var rewritePath: [String] = []

    @Option(
        help: ArgumentHelp("Give this query parameter a value, whatever was recorded.", valueName: "name=value")
    )
    var setQuery: [String] = []

    @Option(help: ArgumentHelp("Do not send this query parameter.", valueName: "name"))
    var removeQuery: [String] = []

    @Option(
        help: ArgumentHelp(
            "Send the token in this file as Authorization, in place of the recorded.",
            valueName: "file"
        ),
        completion: .file()
    )
    var bearerTokenFile: String?

    @Option(help: ArgumentHelp("Send the token that this shell command prints, likewise.", valueName: "command"))
    var bearerTokenCommand: String?

    @Option(
        help: ArgumentHelp(
            "Let a shell command change requests, before the other changes: lines of JSON in, lines of JSON out.",
            discussion: """
                It is started once, and reads {"id": 1, "method": "GET", "target": "/a?b", "host": "api.prod", "headers": \
                [["Accept", "*/*"]], "body": "aGVsbG8=", "exchange": 1, "connection": 1} for each request, the body in base64. For each \
                it writes a line with the id and what it changes (method, target, headers, body), {"id": 1} for nothing, or \
                {"id": 1, "drop": true}. Up to 256 wait for it, and it may answer in any order. One that ends, is silent for \
                10 s or writes anything else ends the replay.
                """,
            valueName: "command"
        )
    )
    var exec: String?

    func validate() throws {
        guard bearerTokenFile == nil || bearerTokenCommand == nil else {
            throw ValidationError("--bearer-token-file and --bearer-token-command exclude each other")
        }
        _ = try changes()
        _ = try rewrites()
        _ = try query()
    }

    /// The changes of queries.
    func query() throws -> QueryChanges {
        var query = QueryChanges()
        for text in setQuery where !query.set(text) {
            throw ValidationError("--set-query cannot be '\(text)'; expected a name and a value, such as key=value")
        }
        for name in removeQuery { query.remove(name) }
        return query
    }

    /// The changes, with the token; reads the file, or runs the command.
    func changesWithToken() throws -> HeaderChanges {
        var changes = try changes()
        let token =
            try bearerTokenFile.map(BearerToken.init(file:)) ?? bearerTokenCommand.map(BearerToken.init(command:))
        if let token { try changes.replace(token.header) }
        return changes
    }

    /// The changes of targets.
    func rewrites() throws -> [TargetRewrite] {
        var rewrites: [TargetRewrite] = []
        do {
            for text in rewritePath { rewrites.append(try TargetRewrite(text)) }
        } catch {
            throw ValidationError(error.description)
        }
        return rewrites
    }

    /// The changes.
    func changes() throws -> HeaderChanges {
        var changes = HeaderChanges()
        do {
            for text in replaced { try changes.replace(text) }
            for text in added { try changes.add(text) }
            for name in removed { try changes.remove(name) }
        } catch {
            throw ValidationError(error.description)
        }
        return changes
    }
}
