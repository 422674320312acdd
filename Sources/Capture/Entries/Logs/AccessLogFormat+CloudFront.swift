import Corpus
import Foundation

// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logs-reference.html
extension AccessLogFormat {
    static func cloudFront(_ line: LogLine) throws(HARProblem) -> LoggedRequest {
        let end: LogTime
        if line.has("timestamp(ms)") || line.has("timestamp") {
            end = try time("timestamp(ms)", "timestamp", of: line)
        } else {
            let text = "\(line.text("date") ?? "")T\(line.text("time") ?? "")Z"
            guard let time = LogTime(.text(text), style: .iso8601) else { throw .member("date and time", text) }
            end = time
        }
        let duration = line.scaled("time-taken", decimals: 9)
        let query = line.text("cs-uri-query").map { "?" + $0 } ?? ""
        var logged = LoggedRequest(
            start: start(end.timestamp, duration),
            method: try required("cs-method", line.text("cs-method"), of: line),
            target: try required("cs-uri-stem", line.text("cs-uri-stem"), of: line) + query
        )
        logged.authority = line.text("x-host-header") ?? line.text("cs(Host)")
        // Its blanks are written as `%20`; where there are blanks, somebody has decoded it already.
        if let agent = line.text("cs(User-Agent)") {
            let decoded = agent.contains(" ") ? nil : agent.removingPercentEncoding
            logged.fields.append(("User-Agent", decoded ?? agent))
        }
        for name in ["Referer", "Cookie"] {
            if let value = line.text("cs(\(name))") { logged.fields.append((name, value)) }
        }
        logged.addHost()
        logged.version = LoggedRequest.version(line.text("cs-protocol-version"))
        logged.scheme = LoggedRequest.scheme(line.text("cs-protocol"))
        logged.client = LoggedRequest.address(line.text("c-ip"), line.text("c-port"))
        logged.connectionKey = logged.client
        logged.status = LoggedRequest.status(line.count("sc-status"))
        logged.duration = duration
        logged.timeToFirstByte = line.scaled("time-to-first-byte", decimals: 9)
        logged.responseSize = line.count("sc-content-len")
        return logged
    }
}
