package import Corpus
import HTTPWire
package import Requester

/// Writes a recorded request as the HTTP/1.1 bytes that a replay sends (RFC 9112).
///
/// Method, path, query, the order and the bytes of the field lines, and the body stay as they were recorded. What has to
/// change is: `Host`, which follows the target unless it is kept; the connection's own fields, which were for the recorded
/// connection and not for this one (RFC 9110, section 7.6.1); the framing, which is made from the body's bytes; and
/// `Expect`, since the body follows at once. An HTTP/1.0 or HTTP/2 request becomes one of HTTP/1.1.
package struct RequestEncoder: Sendable {
    /// Why a request cannot be replayed.
    package enum Unsendable: String, Error, Sendable, Hashable, CaseIterable {
        /// A `CONNECT`: what it was for is not in the recording.
        case connect = "CONNECT"
        /// An upgrade: what followed is no HTTP, and is not in the recording.
        case upgrade = "protocol upgrade"
        /// The source keeps no bodies, and the method has one.
        case bodyAbsent = "body not recorded"
        /// Only the first bytes of the body were recorded.
        case bodyTruncated = "body not whole"
        /// The target is too long to be rewritten in bounded time.
        case longTarget = "path too long to be rewritten"
        /// The rewritten target is none: it has to begin with `/` and have no white space.
        case rewrittenTarget = "rewritten path is no path"
        /// A line break in the method, target or a field, which would make two requests of one.
        case lineBreak = "line break in the head"
    }

    /// By target.
    private let hostLines: [[UInt8]]
    private let keepsHost: Bool
    private let sendsBodiless: Bool
    private let changes: HeaderChanges
    private let rewrites: [TargetRewrite]
    private let query: QueryChanges

    /// An encoder for requests to targets.
    ///
    /// - Parameters:
    ///   - targets: where they are sent.
    ///   - keepsHost: whether `Host` stays as recorded.
    ///   - sendsBodiless: whether a request whose body was not recorded is sent with an empty one.
    ///   - changes: which header fields are changed.
    ///   - rewrites: changes of the target, one after the other.
    ///   - query: changes of the query, after those.
    package init(
        targets: [Origin],
        keepsHost: Bool,
        sendsBodiless: Bool = false,
        changes: HeaderChanges = .init(),
        rewrites: [TargetRewrite] = [],
        query: QueryChanges = .init()
    ) {
        self.query = query
        self.rewrites = rewrites
        self.hostLines = targets.map { Array("Host: \($0.authority)\r\n".utf8) }
        self.keepsHost = keepsHost
        self.sendsBodiless = sendsBodiless
        self.changes = changes
    }

    /// Appends the request's bytes.
    ///
    /// - Parameters:
    ///   - request: the request as recorded.
    ///   - target: which of the targets it goes to.
    ///   - switchedProtocols: whether it was answered with 101. An upgrade that the server did not take up was an
    ///     ordinary request, and is replayed as one.
    ///   - buffer: gets the bytes.
    /// - Throws: ``Unsendable``, with nothing appended.
    package func encode(
        _ request: RecordedRequest,
        to target: Int = 0,
        switchedProtocols: Bool = false,
        into buffer: inout [UInt8]
    ) throws(Unsendable) {
        let fields = request.bytes(of: .fields)
        let plan = try plan(for: request, fields, switchedProtocols: switchedProtocols)
        let path = query.apply(to: try rewritten(originForm(of: request.bytes(of: .target))))
        appendRequestLine(request, path, to: &buffer)
        appendFields(request, fields, plan, hostLine: hostLines[target], to: &buffer)
        buffer.append(contentsOf: Self.lineEnd)
        appendBody(request, plan, to: &buffer)
    }

    /// Whether ``encode(_:to:switchedProtocols:into:)`` would write a request.
    func canSend(_ request: RecordedRequest, switchedProtocols: Bool) -> Bool {
        guard (try? plan(for: request, request.bytes(of: .fields), switchedProtocols: switchedProtocols)) != nil else {
            return false
        }
        return rewrites.isEmpty || (try? rewritten(originForm(of: request.bytes(of: .target)))) != nil
    }

    private func plan(
        for request: RecordedRequest,
        _ fields: ArraySlice<UInt8>,
        switchedProtocols: Bool
    ) throws(Unsendable) -> Plan {
        if switchedProtocols { throw .upgrade }
        let plan = try Plan(request, fields: fields, sendsBodiless: sendsBodiless)
        // Only then is it written; see `appendHost`.
        if keepsHost, !plan.hasHost, Plan.hasLineBreak(request.bytes(of: .authority)) { throw .lineBreak }
        return plan
    }

    /// The target after the changes that were asked for.
    private func rewritten(_ target: ArraySlice<UInt8>) throws(Unsendable) -> ArraySlice<UInt8> {
        guard !rewrites.isEmpty else { return target }
        guard target.count <= TargetRewrite.longestTarget else { throw .longTarget }
        let recorded = String(decoding: target, as: UTF8.self)
        let text = rewrites.reduce(recorded) { $1.apply(to: $0) }
        // As it was, byte for byte, where nothing changed.
        guard !text.utf8.elementsEqual(recorded.utf8) else { return target }
        // Bytes that are no text would come out as others.
        guard recorded.utf8.elementsEqual(target) else { throw .rewrittenTarget }
        guard text.hasPrefix("/"), text.utf8.allSatisfy(ASCII.isVisible) else { throw .rewrittenTarget }
        return Array(text.utf8)[...]
    }

    private func appendRequestLine(
        _ request: RecordedRequest,
        _ target: ArraySlice<UInt8>,
        to buffer: inout [UInt8]
    ) {
        buffer.append(contentsOf: request.bytes(of: .method))
        buffer.append(UInt8(ascii: " "))
        buffer.append(contentsOf: target)
        buffer.append(contentsOf: Self.versionAndEnd)
    }

    /// The target without the scheme and authority that a request to a proxy has (RFC 9112, section 3.2.2).
    private func originForm(of target: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard let first = target.first, first != UInt8(ascii: "/"), first != UInt8(ascii: "*") else {
            return target.isEmpty ? [UInt8(ascii: "/")] : target
        }
        guard let colon = target.firstIndex(of: UInt8(ascii: ":")),
            target[colon...].starts(with: "://".utf8)
        else { return target }
        let authority = target[(colon + 3)...]
        guard let end = authority.firstIndex(where: { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") }) else {
            return [UInt8(ascii: "/")]
        }
        let path = authority[end...]
        return path.first == UInt8(ascii: "?") ? ArraySlice([UInt8(ascii: "/")] + path) : path
    }

    private func appendFields(
        _ request: RecordedRequest,
        _ fields: ArraySlice<UInt8>,
        _ plan: Plan,
        hostLine: [UInt8],
        to buffer: inout [UInt8]
    ) {
        let isChanged = !changes.isEmpty
        var hasHost = isChanged && changes.takes(Self.host[...])
        if !plan.hasHost, !hasHost { appendHost(request, hostLine, to: &buffer) }
        for line in changes.replaced { buffer.append(contentsOf: line.bytes) }
        var hasFraming = false
        var lines = FieldLines(fields).makeIterator()
        while let field = lines.next() {
            if isChanged, changes.takes(fields[field.name]) { continue }
            switch plan.action(for: fields[field.name]) {
            case .keep:
                buffer.append(contentsOf: fields[lines.line])
            case .drop:
                break
            case .host:
                if keepsHost {
                    buffer.append(contentsOf: fields[lines.line])
                } else if !hasHost {
                    buffer.append(contentsOf: hostLine)
                }
                hasHost = true
            case .framing:
                if !hasFraming { appendFraming(plan, to: &buffer) }
                hasFraming = true
            }
        }
        if !hasFraming { appendFraming(plan, to: &buffer) }
        for line in changes.added { buffer.append(contentsOf: line.bytes) }
    }

    private static let host = Array("host".utf8)
    private static let versionAndEnd = Array(" HTTP/1.1\r\n".utf8)
    private static let lineEnd = Array("\r\n".utf8)

    private func appendHost(_ request: RecordedRequest, _ hostLine: [UInt8], to buffer: inout [UInt8]) {
        let recorded = request.bytes(of: .authority)
        if keepsHost && !recorded.isEmpty {
            buffer.append(contentsOf: "Host: ".utf8)
            buffer.append(contentsOf: recorded)
            buffer.append(contentsOf: Self.lineEnd)
        } else {
            buffer.append(contentsOf: hostLine)
        }
    }

    private func appendFraming(_ plan: Plan, to buffer: inout [UInt8]) {
        switch plan.framing {
        case .none: break
        case .length(let length): buffer.append(contentsOf: "Content-Length: \(length)\r\n".utf8)
        case .chunked: buffer.append(contentsOf: "Transfer-Encoding: chunked\r\n".utf8)
        }
    }

    private func appendBody(_ request: RecordedRequest, _ plan: Plan, to buffer: inout [UInt8]) {
        let body = request.bytes(of: .body)
        guard plan.framing == .chunked else {
            buffer.append(contentsOf: body)
            return
        }
        if !body.isEmpty {
            buffer.append(contentsOf: String(body.count, radix: 16).utf8)
            buffer.append(contentsOf: Self.lineEnd)
            buffer.append(contentsOf: body)
            buffer.append(contentsOf: Self.lineEnd)
        }
        buffer.append(contentsOf: "0\r\n".utf8)
        // Line by line, as the fields: an empty one among them would be the end.
        let trailers = request.bytes(of: .trailers)
        var lines = FieldLines(trailers).makeIterator()
        while lines.next() != nil { buffer.append(contentsOf: trailers[lines.line]) }
        buffer.append(contentsOf: Self.lineEnd)
    }
}
