import Corpus

// https://docs.haproxy.org/3.0/configuration.html#8.2.6
extension AccessLogFormat {
    /// HAProxy has no names of its own for what a JSON `log-format` says, but for the short ones of its variables (`Ta`, `hu`);
    /// these are the ones that its users take, by themselves or in an object `haproxy`.
    ///
    /// Its times are of the request's start, but for `accept_date`; its lengths are milliseconds with -1 for what did not come
    /// to be; and what it counts of a response (`%B`) has the head in it, so a body's size is not told.
    private static let haproxyFields: LogFieldMap = {
        var map = LogFieldMap()
        map.time = both([
            "request_date", "request_date_time", "request_ts_ms", "accept_date", "timestamp", "time", "@timestamp",
            "datetime", "date_time", "date", "ts", "t", "tr",
        ])
        map.request = both(["http_request", "request", "request_line", "req", "r"])
        map.method = both([
            "request.method", "method", "http_method", "request_method", "req_method", "http.method", "hm", "HM",
        ])
        map.target = both([
            "request.hu", "request.uri", "uri", "http_uri", "request_uri", "req_uri", "url", "http_url", "req_url",
            "http.uri", "hu", "HU",
        ])
        map.path = both(["request.hp", "request.path", "path", "http_path", "request_path", "req_path", "hp", "HP"])
        map.query = both([
            "request.hq", "request.query", "query", "http_query", "query_string", "request_query", "hq", "HQ",
        ])
        map.host = both([
            "request.header.host", "request.host", "http_host", "host_header", "req_host", "hdr_host", "domain",
        ])
        map.scheme = both(["scheme", "http_scheme", "request.scheme"])
        map.version = both(["request.protocol", "http_version", "protocol", "version", "hv", "HV"])
        map.status = both([
            "response.status_code", "status_code", "http_status", "http_status_code", "status", "response_code", "st",
            "ST",
        ])
        map.duration = milliseconds([
            "time.ta", "Ta", "ta", "active_time", "time_active", "total_request_time", "request_time_ms",
            "total_time", "time_total", "total_time_ms", "duration", "duration_ms",
        ])
        map.client = both([
            "network.client_ip", "client_ip", "remote_addr", "remote_ip", "client", "src", "src_ip", "ci",
        ])
        map.clientPort = both(["network.client_port", "client_port", "remote_port", "src_port", "cp"])
        map.headers = both(["headers", "request_headers", "request.headers"])
        map.fields = usualFields
        return map
    }()

    /// What comes before the response's first byte, each with its names.
    ///
    /// The request (`TR`), the queue (`Tw`), the connection to the server (`Tc`), the server (`Tr`). Where any is not told,
    /// neither is their sum.
    private static let haproxyParts: [[LogFieldMap.Length]] = [
        milliseconds(["time.tr_request", "TR", "time_request", "time_to_receive_request", "first_byte_time"]),
        milliseconds(["time.tw", "Tw", "tw", "time_queue", "queue_wait_time", "time_wait"]),
        milliseconds(["time.tc", "Tc", "tc", "time_connect", "server_conn_time", "upstream_connect_time"]),
        milliseconds(["Tr", "time_response", "server_response_time", "upstream_response_time"]),
    ]

    /// The session (`Tt`): from when the connection was accepted, or the request before was over, until this one was.
    private static let haproxySession = milliseconds(["time.tt", "Tt", "tt", "session_duration", "session_time"])

    /// What of that comes before the request: handshakes (`Th`), and how long the connection was idle (`Ti`).
    private static let haproxyHandshakes = milliseconds(["time.th", "Th", "th"])
    private static let haproxyIdle = milliseconds(["time.ti", "Ti", "ti"])

    static func haproxy(_ line: LogLine) throws(HARProblem) -> LoggedRequest {
        // What it writes for a request that it could not read, or of which none came.
        let unread = "<BADREQ>"
        if (haproxyFields.request + haproxyFields.method).contains(where: { line.text($0)?.hasPrefix(unread) ?? false })
        {
            throw .notHTTP
        }
        var made = try haproxyFields.request(line)
        made.timeToFirstByte = sum(haproxyParts.map { haproxyFields.length($0, line) })
        let isOfSession = line.first(haproxyFields.time)?.name.hasSuffix("accept_date") ?? false
        let idle = sum([haproxyFields.length(haproxyIdle, line), haproxyFields.length(haproxyHandshakes, line) ?? 0])
        if isOfSession, let idle { made.start = made.start.advanced(by: idle) }
        // Where nothing tells how much of a session the connection was idle, nobody knows how long the request took.
        if made.duration == nil, let session = haproxyFields.length(haproxySession, line) {
            if let idle {
                made.duration = session < idle ? nil : session - idle
            } else if isOfSession {
                made.duration = session
            }
        }
        return made
    }

    /// Whether a line says that it is HAProxy's, or has what only HAProxy tells: how a session ended, or a frontend and a
    /// backend.
    static func isHAProxy(_ line: LogLine) -> Bool {
        if case .object = line.value("haproxy") { return true }
        if ["type", "appname", "ident", "program", "service"].contains(where: { line.text($0) == "haproxy" }) {
            return true
        }
        let states = ["termination_state", "term_state", "termination_code", "tsc"]
        if states.contains(where: { line.has($0) }) { return true }
        let frontends = ["frontend", "frontend_name", "fe_name", "frontend_name_transport", "ft"]
        let backends = ["backend", "backend_name", "be_name"]
        return frontends.contains { line.has($0) } && backends.contains { line.has($0) }
    }

    /// Names by themselves, and in an object `haproxy`.
    private static func both(_ names: [String]) -> [String] {
        names + names.map { "haproxy.\($0)" }
    }

    private static func milliseconds(_ names: [String]) -> [LogFieldMap.Length] {
        both(names).map { LogFieldMap.Length($0, .milliseconds) }
    }
}
