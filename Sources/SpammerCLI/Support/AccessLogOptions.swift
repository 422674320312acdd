import ArgumentParser
import Capture

/// What `record` needs to read access logs whose fields it would not know.
struct AccessLogOptions: ParsableArguments {
    @Option(help: "What the lines of logs are, where their fields do not tell.")
    var format: AccessLogFormat?

    @Option(
        help: ArgumentHelp(
            "Read lines of JSON by this map of their fields.",
            discussion: """
                The map is YAML: lines of a key and the name of a field, with dots into objects (time: request.ts). Keys: \
                time, time_unit (iso8601, clf, s, ms, us, ns; told by its looks if left out), time_is (start, which is the \
                default, or end); request (a request line), or method and one of target, url, and path with query; host, \
                scheme, version, status, client (address:port), headers (an object), response_size (bytes of its body), \
                duration and time_to_first_byte with duration_unit (s, ms, us, ns).
                """,
            valueName: "file"
        ),
        completion: .file()
    )
    var logMap: String?

    func validate() throws {
        guard format == nil || logMap == nil else {
            throw ValidationError("--format and --log-map both say how a log is read; give one of them")
        }
    }

    /// How lines of logs are read.
    ///
    /// - Throws: ``CommandError`` where the map cannot be read.
    func reading() throws -> LogReading {
        if let format { return .named(format) }
        guard let logMap else { return .recognised }
        let text = try GivenFile.text(logMap, of: "--log-map")
        do throws(LogMapError) {
            return .mapped(try LogFieldMap(yaml: text))
        } catch {
            throw CommandError("--log-map \(logMap): \(error)")
        }
    }
}

extension AccessLogFormat: ExpressibleByArgument {}
