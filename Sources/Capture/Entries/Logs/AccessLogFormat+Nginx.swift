import Corpus

// https://nginx.org/en/docs/http/ngx_http_core_module.html#variables
extension AccessLogFormat {
    static func nginx(_ line: LogLine) throws(HARProblem) -> LoggedRequest {
        // The line is written when the request is over.
        let end = try time(
            "msec",
            "time_iso8601",
            "time_local",
            "timestamp",
            "@timestamp",
            "time",
            "ts",
            "date",
            of: line
        )
        let duration = line.scaled("request_time", decimals: 9)
        let request = RequestLine(line.text("request"))
        let name = line.has("request") ? "request" : "request_uri"
        var logged = LoggedRequest(
            start: start(end.timestamp, duration),
            method: try required(
                line.has("request") ? "request" : "request_method",
                line.text("request_method") ?? request?.method,
                of: line
            ),
            target: try required(name, line.text("request_uri") ?? request?.target, of: line)
        )
        logged.hasTimeZone = end.hasOffset
        logged.authority = line.text("http_host") ?? line.text("host")
        logged.fields = fields(of: line, after: "http_") { name in
            Substring(
                name.split(separator: "_").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined(separator: "-")
            )
        }
        logged.addHost()
        logged.version = LoggedRequest.version(line.text("server_protocol")) ?? request?.version
        logged.scheme = LoggedRequest.scheme(line.text("scheme"))
        logged.client = LoggedRequest.address(line.text("remote_addr"), line.text("remote_port"))
        logged.server = LoggedRequest.address(line.text("server_addr"), line.text("server_port"))
        logged.connectionKey = line.text("connection") ?? logged.client
        // 499 is written where the client went away; nobody got it.
        logged.status = LoggedRequest.status(line.count("status"), standingForNone: 499)
        logged.duration = duration
        logged.responseSize = line.count("body_bytes_sent")
        return logged
    }
}
