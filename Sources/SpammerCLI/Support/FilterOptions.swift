import ArgumentParser
import Corpus
import SpammerKit

/// The options of `replay` and `slice` that choose requests by what they are.
struct FilterOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Take this method only; '!POST' leaves one out.", valueName: "method"))
    var method: [String] = []

    @Option(help: ArgumentHelp("Take what was for this host only: 'api.*', '!internal.test'.", valueName: "host"))
    var host: [String] = []

    @Option(help: ArgumentHelp("Take this path only, without its query: '/api/*', '!/health*'.", valueName: "path"))
    var path: [String] = []

    @Option(help: ArgumentHelp("Take what was answered so only: 200, 2xx, 400-499, '!5xx'.", valueName: "status"))
    var status: [String] = []

    @Option(help: ArgumentHelp("Take this endpoint only: 'GET /users/{id}'.", valueName: "endpoint"))
    var endpoint: [String] = []

    @Option(help: ArgumentHelp("Take what has this header only: 'X-Tenant: blue*'.", valueName: "name: value"))
    var withHeader: [String] = []

    @Flag(help: "Take GET, HEAD and OPTIONS only.")
    var safeMethods = false

    func validate() throws {
        _ = try filter()
    }

    /// The options that were given, as a person would type them; of headers the names only.
    var words: [String] {
        let values = [
            ("method", method), ("host", host), ("path", path), ("status", status), ("endpoint", endpoint),
            ("with-header", withHeader.map { String($0.prefix { $0 != ":" }) }),
        ]
        return values.flatMap { name, values in values.map { "--\(name) '\($0)'" } }
            + (safeMethods ? ["--safe-methods"] : [])
    }

    /// The filter; of each option that is given more than once, one has to apply.
    ///
    /// - Parameter others: rules of options that the command has beside these.
    func filter(_ others: [(ExchangeFilter.Kind, String, [String])] = []) throws -> ExchangeFilter {
        var filter = ExchangeFilter()
        filter.safeMethodsOnly = safeMethods
        let texts: [(ExchangeFilter.Kind, String, [String])] = [
            (.method, "--method", method), (.host, "--host", host), (.path, "--path", path),
            (.status, "--status", status), (.endpoint, "--endpoint", endpoint), (.header, "--with-header", withHeader),
        ]
        for (kind, option, values) in texts + others {
            for value in values {
                guard let rule = ExchangeFilter.Rule(kind, value) else {
                    throw ValidationError("\(option) cannot be '\(value)'; \(Self.example(of: kind))")
                }
                filter.add(rule)
            }
        }
        return filter
    }

    private static func example(of kind: ExchangeFilter.Kind) -> String {
        switch kind {
        case .method: "expected a method, such as GET"
        case .host: "expected a host, such as api.example.com or 'api.*'"
        case .path: "expected a path, such as '/api/*'"
        case .status: "expected a status, such as 200, 2xx or 400-499"
        case .endpoint: "expected an endpoint as inspect shows it, such as 'GET /users/{id}'"
        case .header: "expected a header, such as 'X-Tenant: blue*'"
        case .client: "expected an address, such as '10.1.*'"
        case .connection: "expected a connection's number, as export shows it"
        }
    }
}
