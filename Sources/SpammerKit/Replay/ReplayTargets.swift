import Corpus
package import Requester

/// Where a replay sends what was recorded: one target for all hosts, others for the hosts that are named, or both.
///
/// A request whose recorded host has no target of its own, where there is none for all either, is not sent anywhere: least
/// of all to where it was recorded.
package struct ReplayTargets: Sendable, Hashable, CustomStringConvertible {
    /// All targets, each once.
    package private(set) var origins: [Origin] = []
    /// The place in `origins` of the target for hosts that are not named; nil where those have none.
    private var fallback: Int?
    /// The places of the others by host, `api.test`, or host and port, `api.test:8080`.
    private var named: [String: Int] = [:]
    /// The named hosts as they were given, in their order.
    private var names: [String] = []

    /// One target for all hosts.
    package init(_ target: Origin) {
        origins = [target]
        fallback = 0
    }

    /// Reads targets as the command line has them.
    ///
    /// - Parameter texts: each a URL, for all hosts, or `host=URL` or `host:port=URL` for one.
    /// - Throws: ``ReplayTargetError`` where one is neither, or says the same host twice.
    package init(_ texts: [String]) throws(ReplayTargetError) {
        for text in texts {
            guard let (name, url) = Self.split(text) else {
                guard let origin = Origin.parse(url: text)?.origin else { throw .url(text) }
                if let fallback { throw .second(origins[fallback].description, text) }
                fallback = place(of: origin)
                continue
            }
            guard let origin = Origin.parse(url: String(url))?.origin else { throw .url(String(url)) }
            let host = HostAndPort(String(name))
            guard !host.host.isEmpty, !name.contains("/"), !name.contains("@"),
                host.port != nil || name == host.host || name == "[\(host.host)]"
            else { throw .host(String(name)) }
            let key = host.port.map { host.normalised(port: $0) } ?? host.name
            guard named.updateValue(place(of: origin), forKey: key) == nil else { throw .twice(key) }
            names.append(key)
        }
        guard !origins.isEmpty else { throw .none }
    }

    /// The place in ``origins`` of a recorded request's target; nil where it has none.
    ///
    /// A host with its port comes before the host alone. A recorded authority without a port has the one of its scheme, or,
    /// where the source does not tell the scheme, either.
    func place(for request: RecordedRequest) -> Int? {
        if named.isEmpty { return fallback }
        return place(
            for: String(decoding: request.bytes(of: .authority), as: UTF8.self),
            scheme: request.scheme
        ).place
    }

    /// The same for an authority, and which name decided it.
    func place(for authority: String, scheme: RecordedRequest.Scheme?) -> (place: Int?, name: String?) {
        let recorded = HostAndPort(authority)
        let ports: [Int] =
            switch (recorded.port, scheme) {
            case (let port?, _): [port]
            case (nil, .http): [80]
            case (nil, .https): [443]
            case (nil, nil): [80, 443]
            }
        for name in ports.map({ recorded.normalised(port: $0) }) + [recorded.name] {
            if let place = named[name] { return (place, name) }
        }
        return (fallback, nil)
    }

    /// The targets as the command line has them: `api.test=http://a, http://b`.
    package var description: String {
        let words = names.map { name in "\(name)=\(named[name].map { origins[$0].description } ?? "")" }
        return (words + (fallback.map { [origins[$0].description] } ?? [])).joined(separator: ", ")
    }

    /// The targets in words: `http://a for api.test, http://b for all other hosts`.
    var words: String {
        guard !named.isEmpty else { return description }
        let words = names.map { name in "\(named[name].map { origins[$0].description } ?? "") for \(name)" }
        return (words + (fallback.map { ["\(origins[$0]) for all other hosts"] } ?? [])).joined(separator: ", ")
    }

    /// What to say before a run of hosts that the corpus has: those that have no target, and targets that no host has.
    func remarks(on hosts: [String]) -> [String] {
        guard !named.isEmpty else { return [] }
        var lines: [String] = []
        let found = hosts.map { (host: $0, place(for: $0, scheme: nil)) }
        let unmapped = found.filter { $0.1.place == nil }.map { $0.host.isEmpty ? "(no host)" : $0.host }
        if !unmapped.isEmpty {
            lines.append("Not sent, as no --target is for their host: requests for \(Self.list(unmapped))")
        }
        let used = Set(found.compactMap(\.1.name))
        let unused = names.filter { !used.contains($0) }
        if !unused.isEmpty { lines.append("Nothing in the corpus is for \(Self.list(unused)), which --target names") }
        return lines
    }

    private static func list(_ hosts: [String]) -> String {
        let most = 5
        let shown = hosts.prefix(most).joined(separator: ", ")
        return hosts.count > most ? "\(shown) and \(hosts.count - most) more" : shown
    }

    /// `host=URL` in two; nil for a URL alone, whose query may have a `=` too.
    private static func split(_ text: String) -> (name: Substring, url: Substring)? {
        guard let equals = text.firstIndex(of: "="), !text[..<equals].contains("://") else { return nil }
        return (text[..<equals], text[text.index(after: equals)...])
    }

    private mutating func place(of origin: Origin) -> Int {
        if let place = origins.firstIndex(of: origin) { return place }
        origins.append(origin)
        return origins.count - 1
    }
}

/// Targets that make no sense.
package enum ReplayTargetError: Error, CustomStringConvertible {
    case none
    case url(String)
    case host(String)
    case second(String, String)
    case twice(String)

    package var description: String {
        switch self {
        case .none: "expected a target, such as http://staging:8080"
        case .url(let text): "expected a target such as http://staging:8080, and this is none: \(text)"
        case .host(let text):
            "expected a recorded host and its target, such as api.prod=http://staging:8080, and '\(text)' is no host"
        case .second(let first, let second):
            """
            \(first) and \(second) are both for all hosts; say which recorded host one is for, such as \
            api.prod=\(second)
            """
        case .twice(let host): "\(host) has two targets; it can have one"
        }
    }
}
