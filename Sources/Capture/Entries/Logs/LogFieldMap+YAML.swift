import Corpus
import Yams

extension LogFieldMap {
    /// Text that is longer is no map of a few fields.
    private static let lengthLimit = 64 << 10

    /// The keys of a map, in the order in which they are told to a person.
    package enum Key: String, Sendable, CaseIterable {
        case time
        case timeUnit = "time_unit"
        case timeIs = "time_is"
        case request
        case method
        case target
        case url
        case path
        case query
        case host
        case scheme
        case version
        case status
        case duration
        case durationUnit = "duration_unit"
        case timeToFirstByte = "time_to_first_byte"
        case responseSize = "response_size"
        case client
        case headers
    }

    /// Reads a map: a YAML mapping of ``Key``s to the names of members, with dots where they are in objects.
    ///
    /// - Throws: ``LogMapError``, which says what is wrong, and in which line.
    package init(yaml: String) throws(LogMapError) {
        guard yaml.utf8.count <= Self.lengthLimit else {
            throw LogMapError("longer than \(Self.lengthLimit >> 10) KiB")
        }
        self.init()
        var settings = Settings()
        for (key, value, line) in try Self.pairs(yaml) {
            try set(key, value, line, &settings)
        }
        try finish(settings)
    }

    /// What is known only when all of the map is read.
    private struct Settings {
        var duration: String?
        var timeToFirstByte: String?
        var durationUnit: LogTimeStyle?
    }

    private static func pairs(_ yaml: String) throws(LogMapError) -> [(key: Key, value: String, line: Int?)] {
        let root: Node?
        do {
            root = try YAMLText(yaml).root()
        } catch {
            throw LogMapError(yaml: error)
        }
        guard let root else { throw LogMapError("it is empty; a map has lines such as time: ts") }
        guard let mapping = root.mapping else {
            throw LogMapError(
                "expected lines of a key and the name of a field, such as time: ts",
                line: root.mark?.line
            )
        }
        var pairs: [(Key, String, Int?)] = []
        for (key, value) in mapping {
            let line = key.mark?.line
            let name = key.scalar?.string ?? ""
            guard let known = Key(rawValue: name) else {
                let all = Key.allCases.map(\.rawValue).joined(separator: ", ")
                throw LogMapError("'\(name.prefix(80))' is no key; the keys are \(all)", line: line)
            }
            guard let text = value.scalar?.string, !text.isEmpty else {
                throw LogMapError("\(name) needs one name of a field", line: line)
            }
            pairs.append((known, text, line))
        }
        return pairs
    }

    private mutating func set(
        _ key: Key,
        _ value: String,
        _ line: Int?,
        _ settings: inout Settings
    ) throws(LogMapError) {
        switch key {
        case .time: time = [value]
        case .timeUnit: timeStyle = try Self.choice(key, value, LogTimeStyle.allCases, line)
        case .timeIs: timeIs = try Self.choice(key, value, Moment.allCases, line)
        case .request: request = [value]
        case .method: method = [value]
        case .target, .url: target.append(value)
        case .path: path = [value]
        case .query: query = [value]
        case .host: host = [value]
        case .scheme: scheme = [value]
        case .version: version = [value]
        case .status: status = [value]
        case .duration: settings.duration = value
        case .timeToFirstByte: settings.timeToFirstByte = value
        case .durationUnit:
            settings.durationUnit = try Self.choice(
                key,
                value,
                LogTimeStyle.allCases.filter { $0.decimals != nil },
                line
            )
        case .responseSize: responseSize = [value]
        case .client: client = [value]
        case .headers: headers = [value]
        }
    }

    /// Looks at the map as a whole: whether it tells when, what, and in which unit.
    private mutating func finish(_ settings: Settings) throws(LogMapError) {
        guard !time.isEmpty else {
            throw LogMapError("it does not say which field has the time; add time: and its name")
        }
        guard !request.isEmpty || (!method.isEmpty && !(target + path).isEmpty) else {
            throw LogMapError(
                "it does not say which fields have the request; add request:, or method: and one of target:, path: and url:"
            )
        }
        guard query.isEmpty || !path.isEmpty else { throw LogMapError("query: goes with path:") }
        guard let unit = settings.durationUnit else {
            guard settings.duration == nil, settings.timeToFirstByte == nil else {
                throw LogMapError("it has a duration and not its unit; add duration_unit: s, ms, us or ns")
            }
            return
        }
        duration = settings.duration.map { [Length($0, unit)] } ?? []
        timeToFirstByte = settings.timeToFirstByte.map { [Length($0, unit)] } ?? []
    }

    private static func choice<Choice: RawRepresentable<String>>(
        _ key: Key,
        _ value: String,
        _ choices: [Choice],
        _ line: Int?
    ) throws(LogMapError) -> Choice {
        if let choice = choices.first(where: { $0.rawValue == value }) { return choice }
        let all = choices.map(\.rawValue).joined(separator: ", ")
        throw LogMapError("\(key.rawValue) is '\(value.prefix(80))', and has to be one of \(all)", line: line)
    }
}

/// A map of fields that cannot be used.
package struct LogMapError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong, in one line.
    package let description: String

    init(_ problem: String, line: Int? = nil) {
        description = line.map { "line \($0): \(problem)" } ?? problem
    }

    /// What a YAML parser has to say, in one line.
    init(yaml error: any Error) {
        description = YAMLProblem(error).description
    }
}
