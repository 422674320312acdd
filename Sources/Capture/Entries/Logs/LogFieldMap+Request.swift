import Corpus

extension LogFieldMap {
    /// The request that a line tells of.
    func request(_ line: LogLine) throws(HARProblem) -> LoggedRequest {
        let spoken = RequestLine(line.first(request)?.value.text)
        let logged = LoggedTarget(line.first(target)?.value.text ?? spoken?.target ?? pathAndQuery(line))
        let method = line.first(method)?.value.text ?? spoken?.method
        guard let method, let logged else { throw missing(method == nil ? "the method" : "the target", line) }
        let instant = try instant(line)
        let duration = length(duration, line)
        var made = LoggedRequest(
            start: timeIs == .end ? AccessLogFormat.start(instant.timestamp, duration) : instant.timestamp,
            method: method,
            target: logged.target
        )
        made.hasTimeZone = instant.hasOffset
        made.duration = duration
        made.timeToFirstByte = length(timeToFirstByte, line)
        made.authority = line.first(host)?.value.text ?? logged.authority
        made.scheme = LoggedRequest.scheme(line.first(scheme)?.value.text) ?? logged.scheme
        made.version = LoggedRequest.version(line.first(version)?.value.text) ?? spoken?.version
        made.status = LoggedRequest.status(line.first(status).flatMap { line.count($0.name) })
        made.responseSize = line.first(responseSize).flatMap { line.count($0.name) }
        made.client = client(line)
        made.connectionKey = made.client
        addFields(line, to: &made)
        return made
    }

    private func instant(_ line: LogLine) throws(HARProblem) -> LogTime {
        let found = line.first(time)
        if let instant = LogTime(found?.value, style: timeStyle) { return instant }
        throw .member(found?.name ?? time.first ?? "the time", found?.value.text ?? "")
    }

    /// The target as two members have it.
    private func pathAndQuery(_ line: LogLine) -> String? {
        guard let path = line.first(path)?.value.text else { return nil }
        guard let query = line.first(query)?.value.text, !path.contains("?") else { return path }
        return query.hasPrefix("?") ? path + query : "\(path)?\(query)"
    }

    func length(_ lengths: [Length], _ line: LogLine) -> UInt64? {
        for length in lengths {
            if let decimals = length.unit.decimals, let value = line.scaled(length.name, decimals: decimals) {
                return value
            }
        }
        return nil
    }

    /// The client's address, where it tells connections apart.
    private func client(_ line: LogLine) -> String? {
        guard let host = line.first(client)?.value.text else { return nil }
        if let port = line.first(clientPort)?.value.text { return LoggedRequest.address(host, port) }
        return LoggedRequest.hasPort(host) ? host : nil
    }

    private func addFields(_ line: LogLine, to made: inout LoggedRequest) {
        for name in headers {
            let object = line.object(name)
            made.fields += object.names.flatMap { name in object.texts(name).map { (name, $0) } }
        }
        for field in fields where !made.fields.contains(where: { $0.name.lowercased() == field.name.lowercased() }) {
            if let value = line.text(field.member) { made.fields.append((field.name, value)) }
        }
        if made.authority == nil {
            made.authority = made.fields.first { $0.name.lowercased() == "host" }?.value
        }
        made.addHost()
    }

    /// Why there is no request: the members are there and stand for nothing, as a server writes of a connection on which it
    /// read none; or they are not there.
    private func missing(_ what: String, _ line: LogLine) -> HARProblem {
        let names = request + method + target + path
        return names.contains { line.has($0) && line.text($0) == nil } ? .notHTTP : .member(what, "")
    }
}
