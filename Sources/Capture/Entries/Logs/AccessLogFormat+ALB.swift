import Corpus
import HTTPWire

// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html
extension AccessLogFormat {
    /// The request of a line, or of a JSON object with the names of its values.
    ///
    /// The line's time is when the response was made; when the request came is told by newer ones, to the millisecond. What
    /// it counts of a response has the head in it, so a body's size is not told.
    static func alb(_ line: LogLine) throws(HARProblem) -> LoggedRequest {
        let end = try time("time", "timestamp", "@timestamp", of: line)
        let created = LogTime(line.value("request_creation_time"))?.timestamp
        let parts = ["request_processing_time", "target_processing_time", "response_processing_time"]
            .map { line.scaled($0, decimals: 9) }
        let taken = sum(parts)
        let start = created.flatMap { $0 <= end.timestamp ? $0 : nil } ?? start(end.timestamp, taken)
        let spoken = try albRequest(line)
        var made = LoggedRequest(start: start, method: spoken.method, target: spoken.target.target)
        made.hasTimeZone = end.hasOffset
        // -1 is written of a part that did not come to be; how long it took all the same is told by the two instants.
        made.duration = taken ?? created.map { end.timestamp.nanoseconds(since: $0) }
        made.timeToFirstByte = sum(Array(parts.prefix(2)))
        made.scheme = spoken.target.scheme ?? LoggedRequest.scheme(line.text("type"))
        made.authority = spoken.target.authority.map { withoutDefaultPort($0, made.scheme) } ?? line.text("domain_name")
        if let agent = line.text("user_agent") { made.fields.append(("User-Agent", agent)) }
        made.addHost()
        made.version = spoken.version
        made.client = address(line, "client")
        made.connectionKey = made.client
        // 460 is written where the client went away; nobody got it.
        made.status = LoggedRequest.status(line.count("elb_status_code"), standingForNone: 460)
        return made
    }

    private struct Spoken {
        var method: String
        var target: LoggedTarget
        var version: HTTPVersion?
    }

    /// The request line, in one member or in three, with an absolute URL in it.
    private static func albRequest(_ line: LogLine) throws(HARProblem) -> Spoken {
        if line.has("request") {
            // `- http://h:80- -` is written of what was no request.
            let text = try required("request", line.text("request"), of: line)
            guard let request = RequestLine(text), let target = LoggedTarget(request.target) else { throw .notHTTP }
            return Spoken(method: request.method, target: target, version: request.version)
        }
        let method = line.first(["request_method", "request_verb", "http_method", "method"])?.value.text
        let url = line.first(["request_url", "request_uri", "url"])?.value.text
        guard let target = LoggedTarget(try required("request_url", url, of: line)) else { throw .notHTTP }
        let version = line.first(["request_protocol", "request_proto", "http_version"])?.value.text
        return Spoken(
            method: try required("request_method", method, of: line),
            target: target,
            version: LoggedRequest.version(version)
        )
    }

    /// The load balancer writes the port always; a client writes it where it is not the scheme's own.
    private static func withoutDefaultPort(_ authority: String, _ scheme: RecordedRequest.Scheme?) -> String {
        let port = scheme == .https ? ":443" : ":80"
        return authority.hasSuffix(port) ? String(authority.dropLast(port.count)) : authority
    }

    private static func address(_ line: LogLine, _ end: String) -> String? {
        if let host = line.text("\(end)_ip") { return LoggedRequest.address(host, line.text("\(end)_port")) }
        return line.first(["\(end):port", "\(end)_host", end])?.value.text
    }
}
