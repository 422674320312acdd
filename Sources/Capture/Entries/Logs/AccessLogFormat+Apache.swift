// https://httpd.apache.org/docs/2.4/mod/mod_log_config.html#formats
extension AccessLogFormat {
    /// Apache has no names of its own for what a JSON `LogFormat` says; these are the ones that its users take.
    ///
    /// `%t` is when the request was received. `%D` is microseconds, and so is what has a name without a unit; `%b` and `%B`
    /// count the body alone, where `%O`, which many call `bytes_sent`, does not.
    static let apacheFields: LogFieldMap = {
        var map = LogFieldMap()
        map.time = ["time", "timestamp", "@timestamp", "datetime", "date", "ts", "time_received", "request_time_start"]
        map.request = ["request", "request_line", "requestLine", "req", "first_line"]
        map.method = ["method", "request_method", "requestMethod", "http_method", "verb"]
        map.target = ["request_uri", "uri_full", "target"]
        map.path = ["uri", "path", "url", "request_path", "uri_path", "requestPath", "http_endpoint", "request"]
        map.query = ["query", "query_string", "queryString", "uri_query", "args"]
        map.host = ["http_host", "vhost", "virtualHost", "host", "server_name", "serverName"]
        map.scheme = ["scheme", "request_scheme", "x_forwarded_proto"]
        map.version = ["protocol", "http_version", "httpVersion", "request_protocol", "server_protocol"]
        map.status = ["status", "status_code", "statusCode", "http_status", "response_code", "response"]
        map.duration =
            [
                "duration_us", "duration_usec", "response_time_us", "request_time_us", "time_us", "latency_us",
                "duration_micros", "microseconds",
            ].map { LogFieldMap.Length($0, .microseconds) }
            + [
                "duration_ms", "time_taken_ms", "request_time_ms", "response_time_ms", "latency_ms",
            ].map { LogFieldMap.Length($0, .milliseconds) }
            + [
                "duration", "request_time", "response_time", "req_time", "process", "processing_time", "time_taken",
                "latency", "elapsed", "serve_time",
            ].map { LogFieldMap.Length($0, .microseconds) }
        map.responseSize = [
            "bytes", "size", "bytes_body", "body_bytes", "body_bytes_sent", "response_size", "response_bytes",
        ]
        map.client = [
            "remoteIP", "remote_ip", "remote_addr", "remote_host", "remoteHost", "client_ip", "clientip", "client",
        ]
        map.clientPort = ["remote_port", "remotePort", "client_port", "clientPort"]
        map.headers = ["headers", "request_headers"]
        map.fields = usualFields
        return map
    }()

    /// Header fields under the names that people give to them.
    static let usualFields: [LogFieldMap.Field] = [
        ("user_agent", "User-Agent"), ("userAgent", "User-Agent"), ("useragent", "User-Agent"), ("agent", "User-Agent"),
        ("http_user_agent", "User-Agent"), ("referer", "Referer"), ("referrer", "Referer"), ("http_referer", "Referer"),
        ("forwardIP", "X-Forwarded-For"), ("xff", "X-Forwarded-For"), ("x_forwarded_for", "X-Forwarded-For"),
        ("http_x_forwarded_for", "X-Forwarded-For"), ("x_request_id", "X-Request-Id"), ("accept", "Accept"),
        ("cookie", "Cookie"),
    ].map { LogFieldMap.Field(member: $0, name: $1) }

    /// Whether a line has what only Apache's users log.
    ///
    /// That is a name of theirs, the time in brackets, or the four facts of the common log format. A log of just any names is
    /// not taken for one, as nothing says what its duration counts.
    static func isApache(_ line: LogLine) -> Bool {
        guard let time = line.first(apacheFields.time)?.value.text, line.first(apacheFields.status) != nil,
            line.first(apacheFields.request) != nil
                || (line.first(apacheFields.method) != nil && line.first(apacheFields.path) != nil)
        else { return false }
        let names = ["remoteIP", "remote_host", "remoteHost", "remote_logname", "remoteLogname", "vhost", "forwardIP"]
        if time.hasPrefix("[") || names.contains(where: { line.has($0) }) { return true }
        return RequestLine(line.text("request")) != nil && line.has("bytes")
    }
}
