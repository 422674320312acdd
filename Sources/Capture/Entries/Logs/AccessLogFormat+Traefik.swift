import Corpus

// https://doc.traefik.io/traefik/observability/access-logs/
extension AccessLogFormat {
    static func traefik(_ line: LogLine) throws(HARProblem) -> LoggedRequest {
        let start = try time("StartUTC", "StartLocal", of: line)
        var logged = LoggedRequest(
            start: start.timestamp,
            method: try required("RequestMethod", line.text("RequestMethod"), of: line),
            target: try required("RequestPath", line.text("RequestPath"), of: line)
        )
        logged.hasTimeZone = start.hasOffset
        logged.authority = line.text("RequestAddr") ?? line.text("RequestHost")
        logged.fields = fields(of: line, after: "request_") { $0 }
        logged.addHost()
        logged.version = LoggedRequest.version(line.text("RequestProtocol"))
        logged.scheme = LoggedRequest.scheme(line.text("RequestScheme"))
        logged.client = line.text("ClientAddr")
        logged.connectionKey = logged.client
        // 499 is written where the client went away; nobody got it.
        logged.status = LoggedRequest.status(line.count("DownstreamStatus"), standingForNone: 499)
        logged.duration = line.count("Duration")
        logged.responseSize = line.count("DownstreamContentSize")
        return logged
    }
}
