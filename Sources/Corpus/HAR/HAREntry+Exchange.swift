import Foundation
import HTTPWire

/// Why an entry is no exchange.
package enum HARProblem: Error, Sendable, Hashable, CustomStringConvertible {
    /// It is fine, but no HTTP request: a WebSocket, a `data:` URL.
    case notHTTP
    /// A member has a value that cannot be used: its name, and the value.
    case member(String, String)

    /// The problem in words.
    package var description: String {
        switch self {
        case .notHTTP: "no HTTP request"
        case .member(let name, let value): "\(name) is '\(value.prefix(80))'"
        }
    }
}

extension HAREntry {
    /// The exchange that the entry describes; what the entry does not tell is absent in it.
    ///
    /// - Parameters:
    ///   - connection: the number that the recording gives to the entry's connection; nil where the entry tells of none.
    ///   - responseLimit: the most bytes of a response's body that are kept; nil where responses are not.
    package func exchange(connection: UInt64?, keepingResponses responseLimit: Int? = nil) throws(HARProblem)
        -> Exchange
    {
        guard let started = Timestamp(iso8601: startedDateTime) else {
            throw .member("startedDateTime", startedDateTime)
        }
        guard let url = HARURL(request.url) else {
            // `data:`, `blob:`, `chrome-extension:` are no requests; nor are `ws:` ones, once they are open.
            if request.url.contains(":") { throw .notHTTP }
            throw .member("request.url", request.url)
        }
        let method = Array(request.method.utf8)
        guard !method.isEmpty, method.allSatisfy(ASCII.isToken) else { throw .member("request.method", request.method) }
        let target = _target.map { Array($0.utf8) } ?? url.target
        guard !target.isEmpty, target.allSatisfy(ASCII.isVisible) else {
            throw .member("the request target", String(decoding: target, as: UTF8.self))
        }
        // One with a line's end in it would become a field of its own where it is written as `Host`.
        let host = [authority ?? [], url.authority].first { !$0.isEmpty && $0.allSatisfy(ASCII.isVisible) } ?? []
        let body = body
        return Exchange(
            start: started.advanced(by: delayBeforeSending),
            connection: connection.map {
                RecordedConnection(id: $0, client: _client, server: _server ?? serverAddress(port: url.port))
            },
            request: RecordedRequest(
                method: method,
                target: target,
                authority: host,
                fields: Self.lines(request.headers ?? []),
                body: body.bytes,
                trailers: Self.lines(request._trailers ?? []),
                version: Self.version(request.httpVersion),
                scheme: url.scheme,
                bodyState: body.state
            ),
            outcome: outcome,
            response: responseLimit.flatMap { response?.kept(limit: $0, isExport: _outcome != nil) }
        )
    }

    /// The number that an export gave to the connection.
    package var exportedConnection: UInt64? { _connection }

    /// What tells connections apart; nil where the entry tells of none.
    package var connectionKey: String? {
        switch connection {
        case .string(let text) where !text.isEmpty && text != "0": return text
        case .number(let number) where number != 0: return "\(number)"
        default: return nil
        }
    }

    /// Nanoseconds from `startedDateTime` to the request's first byte: what went by before it was sent.
    ///
    /// `connect` has the time of TLS in it.
    private var delayBeforeSending: UInt64 {
        let parts = [timings?.blocked, timings?.dns, timings?.connect]
        return parts.reduce(0) { $0 &+ (Self.nanoseconds($1) ?? 0) }
    }

    private var outcome: Outcome {
        let status = response?.status.flatMap { (100...999).contains($0) ? UInt16($0) : nil }
        let sent = Self.nanoseconds(timings?.send)
        let waited = Self.nanoseconds(timings?.wait)
        let received = Self.nanoseconds(timings?.receive)
        let firstByte = _ttfb ?? waited.map { $0 &+ (sent ?? 0) }
        let whole: UInt64? =
            if let _duration {
                _duration
            } else if let firstByte {
                // What Spammer exports says in so many words what it does not know.
                received.map { firstByte &+ $0 } ?? (_outcome == nil ? wholeTime(atLeast: firstByte) : nil)
            } else if timings == nil {
                // The whole of the entry's time, as nobody says what of it was before the request.
                Self.nanoseconds(time)
            } else {
                nil
            }
        let ending = _outcome.flatMap(OutcomeName.ending) ?? (status == nil ? .noResponse : .unknown)
        return Outcome(
            ending: ending,
            status: status,
            timeToFirstByte: status == nil ? nil : firstByte,
            duration: status == nil ? _duration : whole,
            responseSize: (response?.bodySize).flatMap { $0 >= 0 && status != nil ? UInt64($0) : nil },
            responseDigest: _responseDigest.flatMap { UInt32($0, radix: 16) },
            grpcStatus: _grpcStatus.map { GRPCStatus(code: $0) }
        )
    }

    /// How long the request took by the entry's time, where a program does not tell the time of receiving.
    private func wholeTime(atLeast firstByte: UInt64) -> UInt64? {
        guard let all = Self.nanoseconds(time), all >= delayBeforeSending else { return nil }
        let whole = all - delayBeforeSending
        return whole >= firstByte ? whole : nil
    }

    private var authority: [UInt8]? {
        for name in [":authority", "host"] {
            guard let header = request.headers?.first(where: { $0.name.lowercased() == name }) else { continue }
            return Array(header.value.utf8)
        }
        return nil
    }

    private func serverAddress(port: String?) -> String? {
        guard let serverIPAddress, !serverIPAddress.isEmpty, let port else { return nil }
        let bare = serverIPAddress.filter { $0 != "[" && $0 != "]" }
        return bare.contains(":") ? "[\(bare)]:\(port)" : "\(bare):\(port)"
    }

    private var body: (bytes: [UInt8], state: RecordedRequest.BodyState) {
        let size = request.bodySize ?? 0
        let stated: RecordedRequest.BodyState? =
            switch request._body {
            case "truncated": .truncated
            case "absent": .absent
            default: nil
            }
        guard let data = request.postData else { return ([], stated ?? (size > 0 ? .absent : .complete)) }
        if let text = data.text {
            if (data.encoding ?? data._encoding) == "base64" {
                guard let decoded = Data(base64Encoded: text, options: .ignoreUnknownCharacters) else {
                    return ([], .absent)
                }
                return (Array(decoded), stated ?? .complete)
            }
            if !text.isEmpty || (data.params ?? []).isEmpty { return (Array(text.utf8), stated ?? .complete) }
        }
        // Programs that write parameters and no text have decoded a form; only this form can be told from them.
        guard let params = data.params,
            data.mimeType?.lowercased().hasPrefix("application/x-www-form-urlencoded") ?? false
        else { return ([], stated ?? .absent) }
        let pairs = params.map { "\(Self.formEncoded($0.name))=\(Self.formEncoded($0.value ?? ""))" }
        return (Array(pairs.joined(separator: "&").utf8), stated ?? .complete)
    }

    /// Field lines as HTTP/1.1 has them; pseudo headers of HTTP/2 are no fields.
    static func lines(_ headers: [Header]) -> [UInt8] {
        var lines: [UInt8] = []
        for header in headers {
            let name = header.name.utf8
            guard !name.isEmpty, name.allSatisfy(ASCII.isToken) else { continue }
            for value in values(header.value) {
                lines.append(contentsOf: name)
                lines.append(contentsOf: [ASCII.colon, ASCII.space])
                lines.append(contentsOf: value)
                lines.append(contentsOf: [ASCII.carriageReturn, ASCII.lineFeed])
            }
        }
        return lines
    }

    /// A header's values: browsers put those of several lines of one name, such as `Set-Cookie`, into one with a line feed between.
    ///
    /// A line that begins with a blank is none of its own, but an obsolete fold (RFC 9112, section 5.2).
    private static func values(_ text: String) -> [[UInt8]] {
        var values: [[UInt8]] = [[]]
        let bytes = text.utf8.filter { $0 != ASCII.carriageReturn && $0 != ASCII.null }
        for line in bytes.split(separator: ASCII.lineFeed) {
            let isFold = line.first.map(ASCII.isBlank) ?? false
            if isFold || values == [[]] {
                values[values.count - 1] += line
            } else {
                values.append(Array(line))
            }
        }
        return values
    }

    private static func version(_ text: String?) -> HTTPVersion? {
        switch text?.lowercased() {
        case "http/1.0": .http10
        case "http/1.1": .http11
        case "http/2", "http/2.0", "h2", "h2c": .http2
        default: nil
        }
    }

    /// Milliseconds as nanoseconds; -1 is the archive's way to say that it does not apply.
    private static func nanoseconds(_ milliseconds: Double?) -> UInt64? {
        guard let milliseconds, milliseconds >= 0, milliseconds < 9e12 else { return nil }
        return UInt64((milliseconds * 1e6).rounded())
    }

    /// The encoding of HTML forms (https://url.spec.whatwg.org/#application/x-www-form-urlencoded).
    private static func formEncoded(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "*"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"):
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            case ASCII.space: encoded += "+"
            default: encoded += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
        return encoded
    }
}
