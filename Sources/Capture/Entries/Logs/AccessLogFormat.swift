import Corpus
import HTTPWire

/// The JSON access logs that are known, each by the members that only it has.
enum AccessLogFormat: String, Sendable, CaseIterable {
    /// Caddy's `http.log.access`.
    case caddy
    /// Traefik's `accessLog` with `format: json`.
    case traefik
    /// Amazon CloudFront's standard logs, version 2, as JSON.
    case cloudFront
    /// nginx's `log_format … escape=json`, whose members have the names of its variables.
    case nginx
    /// Envoy's `json_format`, with the names of its default and Istio's.
    case envoy

    /// The format of a line; nil for one that is not known.
    init?(_ line: LogLine) {
        guard let format = Self.allCases.first(where: { $0.matches(line) }) else { return nil }
        self = format
    }

    private func matches(_ line: LogLine) -> Bool {
        switch self {
        case .caddy: line.object("request").has("uri")
        case .traefik: line.has("RequestMethod") && line.has("RequestPath")
        case .cloudFront: line.has("cs-method") && line.has("cs-uri-stem")
        case .nginx: line.has("request_uri") || (line.has("request") && line.has("body_bytes_sent"))
        case .envoy: line.has("response_code") && line.has("method") && line.has("path")
        }
    }

    /// The request that a line tells of.
    func request(_ line: LogLine) throws(HARProblem) -> LoggedRequest {
        switch self {
        case .caddy: try Self.caddy(line)
        case .traefik: try Self.traefik(line)
        case .cloudFront: try Self.cloudFront(line)
        case .nginx: try Self.nginx(line)
        case .envoy: try Self.envoy(line)
        }
    }

    private static func required(_ name: String, _ text: String?) throws(HARProblem) -> String {
        guard let text else { throw .member(name, "") }
        return text
    }

    /// When a request began that was logged when it was over.
    private static func start(_ end: UInt64, _ duration: UInt64?) -> Timestamp {
        Timestamp(nanoseconds: Int64(clamping: end) - Int64(clamping: min(duration ?? 0, 1 << 61)))
    }
}

// https://caddyserver.com/docs/logging
extension AccessLogFormat {
    private static func caddy(_ line: LogLine) throws(HARProblem) -> LoggedRequest {
        let request = line.object("request")
        guard let end = line.scaled("ts", decimals: 9) else { throw .member("ts", line.text("ts") ?? "") }
        let duration = line.scaled("duration", decimals: 9)
        var logged = LoggedRequest(
            start: start(end, duration),
            method: try required("request.method", request.text("method")),
            target: try required("request.uri", request.text("uri"))
        )
        logged.authority = request.text("host")
        let headers = request.object("headers")
        logged.fields = headers.names.flatMap { name in headers.texts(name).map { (name, $0) } }
        if let host = logged.authority { logged.fields.insert(("Host", host), at: 0) }
        logged.version = LoggedRequest.version(request.text("proto"))
        logged.scheme = request.has("tls") ? .https : .http
        logged.client = LoggedRequest.address(request.text("remote_ip"), request.text("remote_port"))
        logged.connectionKey = logged.client
        logged.status = LoggedRequest.status(line.count("status"))
        logged.duration = duration
        logged.responseSize = line.count("size")
        return logged
    }
}

// https://doc.traefik.io/traefik/observability/access-logs/
extension AccessLogFormat {
    private static func traefik(_ line: LogLine) throws(HARProblem) -> LoggedRequest {
        let time = line.text("StartUTC") ?? line.text("StartLocal") ?? ""
        guard let start = Timestamp(iso8601: time) else { throw .member("StartUTC", time) }
        var logged = LoggedRequest(
            start: start,
            method: try required("RequestMethod", line.text("RequestMethod")),
            target: try required("RequestPath", line.text("RequestPath"))
        )
        logged.authority = line.text("RequestAddr") ?? line.text("RequestHost")
        logged.fields = fields(of: line, after: "request_") { $0 }
        if let host = logged.authority { logged.fields.insert(("Host", host), at: 0) }
        logged.version = LoggedRequest.version(line.text("RequestProtocol"))
        logged.scheme = scheme(line.text("RequestScheme"))
        logged.client = line.text("ClientAddr")
        logged.connectionKey = logged.client
        logged.status = LoggedRequest.status(line.count("DownstreamStatus"))
        logged.duration = line.count("Duration")
        logged.responseSize = line.count("DownstreamContentSize")
        return logged
    }

    /// Fields that a log has under a prefix.
    private static func fields(
        of line: LogLine,
        after prefix: String,
        _ rename: (Substring) -> Substring
    ) -> [(name: String, value: String)] {
        line.names.filter { $0.hasPrefix(prefix) }.compactMap { name in
            line.text(name).map { (String(rename(name.dropFirst(prefix.count))), $0) }
        }
    }

    private static func scheme(_ text: String?) -> RecordedRequest.Scheme? {
        switch text?.lowercased() {
        case "http", "ws": .http
        case "https", "wss": .https
        default: nil
        }
    }
}

// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logs-reference.html
extension AccessLogFormat {
    private static func cloudFront(_ line: LogLine) throws(HARProblem) -> LoggedRequest {
        let time = "\(line.text("date") ?? "")T\(line.text("time") ?? "")Z"
        guard let end = Timestamp(iso8601: time), end.nanoseconds >= 0 else { throw .member("date and time", time) }
        let duration = line.scaled("time-taken", decimals: 9)
        let query = line.text("cs-uri-query").map { "?" + $0 } ?? ""
        var logged = LoggedRequest(
            start: start(UInt64(end.nanoseconds), duration),
            method: try required("cs-method", line.text("cs-method")),
            target: try required("cs-uri-stem", line.text("cs-uri-stem")) + query
        )
        logged.authority = line.text("x-host-header") ?? line.text("cs(Host)")
        if let host = logged.authority { logged.fields.append(("Host", host)) }
        for name in ["User-Agent", "Referer", "Cookie"] {
            if let value = line.text("cs(\(name))") { logged.fields.append((name, value)) }
        }
        logged.version = LoggedRequest.version(line.text("cs-protocol-version"))
        logged.scheme = scheme(line.text("cs-protocol"))
        logged.client = LoggedRequest.address(line.text("c-ip"), line.text("c-port"))
        logged.connectionKey = logged.client
        logged.status = LoggedRequest.status(line.count("sc-status"))
        logged.duration = duration
        logged.timeToFirstByte = line.scaled("time-to-first-byte", decimals: 9)
        logged.responseSize = line.count("sc-content-len")
        return logged
    }
}

// https://nginx.org/en/docs/http/ngx_http_core_module.html#variables
extension AccessLogFormat {
    private static func nginx(_ line: LogLine) throws(HARProblem) -> LoggedRequest {
        // The line is written when the request is over.
        let duration = line.scaled("request_time", decimals: 9)
        let text = line.text("time_iso8601") ?? ""
        let end: UInt64
        if let exact = line.scaled("msec", decimals: 9) {
            end = exact
        } else if let stamp = Timestamp(iso8601: text), stamp.nanoseconds >= 0 {
            end = UInt64(stamp.nanoseconds)
        } else {
            throw .member("msec or time_iso8601", text)
        }
        let words = (line.text("request") ?? "").split(separator: " ").map(String.init)
        var logged = LoggedRequest(
            start: start(end, duration),
            method: try required("request_method", line.text("request_method") ?? words.first),
            target: try required("request_uri", line.text("request_uri") ?? (words.count > 1 ? words[1] : nil))
        )
        logged.authority = line.text("http_host") ?? line.text("host")
        logged.fields = fields(of: line, after: "http_") { name in
            Substring(
                name.split(separator: "_").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined(separator: "-")
            )
        }
        if !line.has("http_host"), let host = logged.authority { logged.fields.insert(("Host", host), at: 0) }
        logged.version = LoggedRequest.version(line.text("server_protocol") ?? (words.count > 2 ? words[2] : nil))
        logged.scheme = scheme(line.text("scheme"))
        logged.client = LoggedRequest.address(line.text("remote_addr"), line.text("remote_port"))
        logged.server = LoggedRequest.address(line.text("server_addr"), line.text("server_port"))
        logged.connectionKey = line.text("connection") ?? logged.client
        logged.status = LoggedRequest.status(line.count("status"))
        logged.duration = duration
        logged.responseSize = line.count("body_bytes_sent")
        return logged
    }
}

// https://www.envoyproxy.io/docs/envoy/latest/configuration/observability/access_log/usage
extension AccessLogFormat {
    private static func envoy(_ line: LogLine) throws(HARProblem) -> LoggedRequest {
        let time = line.text("start_time") ?? ""
        guard let start = Timestamp(iso8601: time) else { throw .member("start_time", time) }
        var logged = LoggedRequest(
            start: start,
            method: try required("method", line.text("method")),
            target: try required("path", line.text("path"))
        )
        logged.authority = line.text("authority")
        if let host = logged.authority { logged.fields.append(("Host", host)) }
        for (member, name) in [
            ("user_agent", "User-Agent"), ("referer", "Referer"), ("x_forwarded_for", "X-Forwarded-For"),
            ("request_id", "X-Request-Id"),
        ] {
            if let value = line.text(member) { logged.fields.append((name, value)) }
        }
        logged.version = LoggedRequest.version(line.text("protocol"))
        logged.scheme = scheme(line.text("x_forwarded_proto") ?? line.text("scheme"))
        logged.client = line.text("downstream_remote_address")
        logged.server = line.text("downstream_local_address")
        logged.connectionKey = logged.client
        logged.status = LoggedRequest.status(line.count("response_code"))
        logged.duration = line.scaled("duration", decimals: 6)
        logged.timeToFirstByte = line.scaled("response_duration", decimals: 6)
        logged.responseSize = line.count("bytes_sent")
        return logged
    }
}
