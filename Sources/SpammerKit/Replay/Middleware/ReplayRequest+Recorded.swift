import Corpus
import HTTPWire

extension ReplayRequest {
    /// What a rewriting gave cannot be sent: it is not one request and no more.
    struct Unsendable: Error {}

    /// A recorded request, as it is shown.
    init(_ element: ReplayStream.Element) {
        let request = element.exchange.request
        let fields = request.bytes(of: .fields)
        method = request.method
        target = request.target
        headers = FieldLines(fields).map {
            Header(String(decoding: fields[$0.name], as: UTF8.self), String(decoding: fields[$0.value], as: UTF8.self))
        }
        body = Array(request.body)
        host = request.authority
        exchange = element.number
        connection = element.exchange.connection?.id ?? 0
    }

    /// The recorded request with what was changed in it.
    ///
    /// - Parameters:
    ///   - recorded: the request.
    ///   - shown: as it was shown; what is equal to that is taken from the recorded one.
    func recorded(from recorded: RecordedRequest, shown: ReplayRequest) throws(Unsendable) -> RecordedRequest {
        if self == shown { return recorded }
        guard !method.isEmpty, method.utf8.allSatisfy(ASCII.isToken), !target.isEmpty,
            target == shown.target || target.utf8.allSatisfy(ASCII.isVisible)
        else { throw Unsendable() }
        return RecordedRequest(
            slices: method == shown.method ? recorded.bytes(of: .method) : Array(method.utf8)[...],
            target == shown.target ? recorded.bytes(of: .target) : Array(target.utf8)[...],
            recorded.bytes(of: .authority),
            headers == shown.headers ? recorded.bytes(of: .fields) : try fieldLines()[...],
            body: body == shown.body ? recorded.bytes(of: .body) : body[...],
            trailers: recorded.bytes(of: .trailers),
            version: recorded.version,
            scheme: recorded.scheme,
            bodyState: body == shown.body ? recorded.bodyState : .complete
        )
    }

    private func fieldLines() throws(Unsendable) -> [UInt8] {
        var lines: [UInt8] = []
        for header in headers {
            guard !header.name.isEmpty, header.name.utf8.allSatisfy(ASCII.isToken),
                !header.value.utf8.contains(where: { $0 == 0 || $0 == ASCII.lineFeed || $0 == ASCII.carriageReturn })
            else { throw Unsendable() }
            lines += "\(header.name): \(header.value)\r\n".utf8
        }
        return lines
    }
}
