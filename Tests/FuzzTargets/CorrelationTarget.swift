import Corpus
import FoundationEssentials
import HTTPWire

/// A link says where in a request a value is that an earlier response gave: the replay looks there, and nowhere else.
enum CorrelationTarget {
    private struct Source: Hashable {
        var connection: UInt64
        var start: Int64
    }

    /// Exchanges of one or two clients: a byte of flags, then target, fields, body, and of the response fields and body, each
    /// behind its length.
    static func run(_ bytes: [UInt8]) {
        var input = FuzzBytes(bytes)
        var finder = CorrelationFinder(patterns: [], mostValues: 64)
        var responses: [Source: RecordedResponse] = [:]
        var time: Int64 = 0
        while !input.isEmpty {
            let flags = input.byte()
            time += 1 + Int64(flags >> 4)
            let exchange = exchange(&input, flags: flags, at: time)
            let links = finder.links(of: exchange)
            for link in links { requireSource(link, of: exchange, responses) }
            requireApart(links, exchange)
            guard let response = exchange.response else { continue }
            responses[Source(connection: exchange.connection?.id ?? 0, start: time)] = response
        }
    }

    private static func exchange(_ input: inout FuzzBytes, flags: UInt8, at time: Int64) -> Exchange {
        let target = input.take(Int(input.byte()))
        let fields = input.take(Int(input.byte()))
        let request = RecordedRequest(
            method: "GET".utf8,
            target: target,
            authority: "a".utf8,
            fields: fields,
            body: input.take(Int(input.byte())),
            version: .http11,
            scheme: .http
        )
        let client = UInt64(flags & 1)
        var exchange = Exchange(
            start: Timestamp(nanoseconds: time),
            connection: RecordedConnection(id: 1 + client, client: flags & 2 == 0 ? "10.0.0.\(client):1" : nil),
            request: request,
            outcome: Outcome(ending: .complete, status: 200, timeToFirstByte: 0, duration: UInt64(flags >> 3 & 1))
        )
        let lines = input.take(Int(input.byte()))
        let body = input.take(Int(input.byte()))
        if flags & 4 == 0 { exchange.response = RecordedResponse(fieldLines: lines, body: body) }
        return exchange
    }

    private static func requireSource(_ link: ValueLink, of exchange: Exchange, _ responses: [Source: RecordedResponse])
    {
        let part = exchange.request.bytes(of: link.use.part)
        require(!link.range.isEmpty && link.range.upperBound <= part.count, "\(link) of \(part.count) bytes")
        let written = Array(part.dropFirst(link.range.lowerBound).prefix(link.range.count))
        let start = link.start(before: exchange.start).nanoseconds
        guard let response = responses[Source(connection: link.connection, start: start)] else {
            broken("\(link) of an exchange that there was not")
        }
        let values = ResponseValues(fieldLines: response.fieldLines[...], body: response.body ?? [])
        guard let value = values.values(at: [link.source.place])[0] else {
            broken("\(link) of a response that has nothing there")
        }
        // What is escaped has another length at least; how it is read is the finder's own.
        let isSame = link.isEscaped ? written.count != value.count : written == value
        require(isSame, "\(link): \(written) is not \(value)")
    }

    private static func requireApart(_ links: [ValueLink], _ exchange: Exchange) {
        for (one, next) in zip(links, links.dropFirst()) where one.use.part == next.use.part {
            require(one.range.upperBound <= next.range.lowerBound, "\(one) and \(next)")
        }
    }
}
