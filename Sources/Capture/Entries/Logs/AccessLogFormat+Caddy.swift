import Corpus

// https://caddyserver.com/docs/logging
extension AccessLogFormat {
    static func caddy(_ line: LogLine) throws(HARProblem) -> LoggedRequest {
        let request = line.object("request")
        let end = try time("ts", of: line)
        // Seconds, or what `duration_format` makes of them: `string` has "5.13ms".
        let duration = line.scaled("duration", decimals: 9) ?? line.text("duration").flatMap(LogDuration.go)
        var logged = LoggedRequest(
            start: start(end.timestamp, duration),
            method: try required("method", request.text("method"), of: request),
            target: try required("uri", request.text("uri"), of: request)
        )
        logged.hasTimeZone = end.hasOffset
        logged.authority = request.text("host")
        let headers = request.object("headers")
        logged.fields = headers.names.flatMap { name in headers.texts(name).map { (name, $0) } }
        logged.addHost()
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
