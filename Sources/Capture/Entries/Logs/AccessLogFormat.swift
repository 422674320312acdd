import Corpus

/// The access logs that are known by name, and that their own members tell apart.
package enum AccessLogFormat: String, Sendable, Hashable, CaseIterable {
    /// nginx's `log_format … escape=json`, whose members have the names of its variables.
    case nginx
    /// Apache's `LogFormat` with JSON in it.
    case apache
    /// Caddy's `http.log.access`.
    case caddy
    /// Traefik's `accessLog` with `format: json`.
    case traefik
    /// HAProxy's `log-format` with JSON in it.
    case haproxy
    /// Envoy's `json_format`, with the names of its default and Istio's.
    case envoy
    /// An AWS Application Load Balancer's, as it writes it or as JSON.
    case alb
    /// Amazon CloudFront's standard logs, version 2, as JSON.
    case cloudfront

    /// In which order they are tried: those whose members are theirs alone come first.
    private static let recognition: [AccessLogFormat] = [
        .caddy, .traefik, .cloudfront, .alb, .haproxy, .nginx, .envoy, .apache,
    ]

    /// The format of a line; nil for one that is not known.
    init?(_ line: LogLine) {
        guard let format = Self.recognition.first(where: { $0.matches(line) }) else { return nil }
        self = format
    }

    private func matches(_ line: LogLine) -> Bool {
        switch self {
        case .caddy: line.has("request.uri")
        case .traefik: line.has("RequestMethod") && line.has("RequestPath")
        case .cloudfront: line.has("cs-method") && line.has("cs-uri-stem")
        case .alb: line.has("elb_status_code") && line.has("target_processing_time")
        case .haproxy: Self.isHAProxy(line)
        case .nginx: line.has("request_uri") || (line.has("request") && line.has("body_bytes_sent"))
        case .envoy: line.has("response_code") && line.has("method") && line.has("path")
        case .apache: Self.isApache(line)
        }
    }

    /// The request that a line tells of.
    func request(_ line: LogLine) throws(HARProblem) -> LoggedRequest {
        switch self {
        case .nginx: try Self.nginx(line)
        case .apache: try Self.apacheFields.request(line)
        case .caddy: try Self.caddy(line)
        case .traefik: try Self.traefik(line)
        case .haproxy: try Self.haproxy(line)
        case .envoy: try Self.envoy(line)
        case .alb: try Self.alb(line)
        case .cloudfront: try Self.cloudFront(line)
        }
    }

    /// A member that has to be there.
    ///
    /// - Throws: `HARProblem.notHTTP` where it is there and stands for nothing: a server writes so of a connection on which
    ///   it read no request.
    static func required(_ name: String, _ text: String?, of line: LogLine) throws(HARProblem) -> String {
        if let text { return text }
        throw line.has(name) ? .notHTTP : .member(name, "")
    }

    /// An instant that has to be there, under the first of some names that the line has.
    static func time(_ names: String..., of line: LogLine) throws(HARProblem) -> LogTime {
        let found = line.first(names)
        if let time = LogTime(found?.value) { return time }
        throw .member(found?.name ?? names.joined(separator: " or "), found?.value.text ?? "")
    }

    /// When a request began that was logged when it was over.
    static func start(_ end: Timestamp, _ duration: UInt64?) -> Timestamp {
        let length = Int64(clamping: duration ?? 0)
        let (start, overflow) = end.nanoseconds.subtractingReportingOverflow(length)
        return Timestamp(nanoseconds: overflow ? .min : start)
    }

    /// A sum; nil where any part of it is not told.
    static func sum(_ parts: [UInt64?]) -> UInt64? {
        parts.reduce(UInt64(0)) { sum, part in
            guard let sum, let part else { return nil }
            let (total, overflow) = sum.addingReportingOverflow(part)
            return overflow ? nil : total
        }
    }

    /// Fields that a log has under a prefix.
    static func fields(
        of line: LogLine,
        after prefix: String,
        _ rename: (Substring) -> Substring
    ) -> [(name: String, value: String)] {
        line.names.filter { $0.hasPrefix(prefix) }.compactMap { name in
            line.text(name).map { (String(rename(name.dropFirst(prefix.count))), $0) }
        }
    }
}
