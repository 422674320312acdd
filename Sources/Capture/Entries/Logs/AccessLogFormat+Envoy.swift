import Corpus

// https://www.envoyproxy.io/docs/envoy/latest/configuration/observability/access_log/usage
extension AccessLogFormat {
    static func envoy(_ line: LogLine) throws(HARProblem) -> LoggedRequest {
        let start = try time("start_time", of: line)
        var logged = LoggedRequest(
            start: start.timestamp,
            method: try required("method", line.text("method"), of: line),
            target: try required("path", line.text("path"), of: line)
        )
        logged.hasTimeZone = start.hasOffset
        logged.authority = line.text("authority")
        for (member, name) in [
            ("user_agent", "User-Agent"), ("referer", "Referer"), ("x_forwarded_for", "X-Forwarded-For"),
            ("request_id", "X-Request-Id"),
        ] {
            if let value = line.text(member) { logged.fields.append((name, value)) }
        }
        logged.addHost()
        logged.version = LoggedRequest.version(line.text("protocol"))
        logged.scheme = LoggedRequest.scheme(line.text("x_forwarded_proto") ?? line.text("scheme"))
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
