import Foundation
import HTTPWire

extension HAREntry {
    /// The entry that describes an exchange; all that the corpus knows of it comes back from it.
    ///
    /// Times are in milliseconds, as the archive has them, with the nanoseconds in members of Spammer's own.
    package init(_ exchange: Exchange) {
        let outcome = exchange.outcome
        startedDateTime = exchange.start.description
        let total = outcome.duration.map { Double($0) / 1e6 }
        let first = outcome.timeToFirstByte.map { Double($0) / 1e6 }
        time = total ?? 0
        request = Request(exchange.request)
        response = Response(outcome, exchange.response)
        // The time of sending is within the wait: a capture cannot tell them apart.
        timings = Timings(
            blocked: nil,
            dns: nil,
            connect: nil,
            send: 0,
            wait: first ?? -1,
            receive: total.flatMap { total in first.map { max(0, total - $0) } } ?? -1
        )
        if let connection = exchange.connection {
            _connection = connection.id
            self.connection = .string(String(connection.id))
            _client = connection.client
            _server = connection.server
            serverIPAddress = connection.server.flatMap { server in
                server.lastIndex(of: ":").map { String(server[..<$0].filter { $0 != "[" && $0 != "]" }) }
            }
        }
        _target = exchange.request.target
        _ttfb = outcome.timeToFirstByte
        _duration = outcome.duration
        _outcome = OutcomeName.name(of: outcome.ending)
        _grpcStatus = outcome.grpcStatus?.code
        _responseDigest = outcome.responseDigest.map { digest in
            let digits = String(digest, radix: 16)
            return String(repeating: "0", count: 8 - digits.count) + digits
        }
    }
}

extension HAREntry.Request {
    fileprivate init(_ request: RecordedRequest) {
        method = request.method
        url = request.url
        httpVersion =
            switch request.version {
            case .http10: "HTTP/1.0"
            case .http11: "HTTP/1.1"
            case .http2: "HTTP/2.0"
            default: "unknown"
            }
        headers = Self.headers(request.fieldLines)
        cookies = []
        queryString = []
        headersSize = -1
        bodySize = request.body.count
        let trailers = Self.headers(request.trailerLines)
        if !trailers.isEmpty { _trailers = trailers }
        switch request.bodyState {
        case .complete: break
        case .absent: _body = "absent"
        case .truncated: _body = "truncated"
        }
        guard !request.body.isEmpty else { return }
        let type = headers?.first { $0.name.lowercased() == "content-type" }?.value ?? ""
        if let text = String(validating: request.body, as: UTF8.self) {
            postData = .init(mimeType: type, text: text)
        } else {
            postData = .init(mimeType: type, text: Data(request.body).base64EncodedString(), encoding: "base64")
        }
    }

    fileprivate static func headers(_ block: ArraySlice<UInt8>) -> [HAREntry.Header] {
        var headers: [HAREntry.Header] = []
        for line in FieldLines(block) {
            headers.append(
                HAREntry.Header(
                    name: String(decoding: block[line.name], as: UTF8.self),
                    value: String(decoding: block[line.value], as: UTF8.self)
                )
            )
        }
        return headers
    }
}

extension HAREntry.Response {
    fileprivate init(_ outcome: Outcome, _ response: RecordedResponse?) {
        // 0 is what browsers write where no response came.
        status = outcome.status.map(Int.init) ?? 0
        statusText = ""
        httpVersion = "unknown"
        headers = response.map { HAREntry.Request.headers($0.fieldLines[...]) } ?? []
        cookies = []
        let size = outcome.responseSize.map { Int(clamping: $0) } ?? -1
        let type = headers?.first { $0.name.lowercased() == "content-type" }?.value ?? ""
        // A size of 0 would say that the body is empty.
        content = .init(size: response != nil && response?.body == nil ? nil : max(size, 0), mimeType: type)
        if let body = response?.body {
            let text = String(validating: body, as: UTF8.self)
            content?.text = text ?? Data(body).base64EncodedString()
            if text == nil { content?.encoding = "base64" }
        }
        redirectURL = ""
        headersSize = -1
        bodySize = size
    }
}
