import Corpus
import HTTPWire

extension OpenRequest {
    /// A request of its head, without its body; nil for a head that is no request's.
    ///
    /// - Parameter hostName: the authority of one that names none.
    init?(_ head: MessageHead, start: Timestamp, scheme: RecordedRequest.Scheme, hostName: [UInt8] = []) {
        guard case .request(let method, let target, let version) = head.startLine else { return nil }
        self.start = start
        context = ResponseContext(method: head.bytes.span.bytes.extracting(method))
        let authority = head.authority(of: target, context: context)
        request = RecordedRequest(
            slices: head.bytes[method],
            head.bytes[target],
            authority.isEmpty ? hostName[...] : head.bytes[authority],
            head.fieldLines,
            version: version,
            scheme: scheme
        )
    }
}

extension MessageHead {
    /// Where the host and port that a request is for are written: in its target, or in `Host`.
    ///
    /// An absolute target wins over `Host` (RFC 9112, section 3.2.2); a CONNECT's target is an authority itself.
    /// Empty where there is neither.
    func authority(of target: Range<Int>, context: ResponseContext) -> Range<Int> {
        if context == .connect { return target }
        return absoluteAuthority(in: target) ?? firstValue(of: .host) ?? target.lowerBound..<target.lowerBound
    }

    /// Whether the request asks for another protocol (RFC 9110, section 7.8).
    var asksToUpgrade: Bool {
        firstValue(of: .upgrade) != nil && list(.connection, contains: .upgrade)
    }

    /// The authority of an absolute URI without the user's name, or nil.
    private func absoluteAuthority(in target: Range<Int>) -> Range<Int>? {
        guard !target.isEmpty, bytes[target.lowerBound] != UInt8(ascii: "/"),
            let colon = bytes[target].firstIndex(of: UInt8(ascii: ":")),
            bytes[colon..<target.upperBound].starts(with: "://".utf8)
        else { return nil }
        let start = colon + 3
        let rest = bytes[start..<target.upperBound]
        let end = rest.firstIndex { Self.endsAuthority($0) } ?? target.upperBound
        let host = bytes[start..<end].lastIndex(of: UInt8(ascii: "@")).map { $0 + 1 } ?? start
        return host..<end
    }

    private static func endsAuthority(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "/") || byte == UInt8(ascii: "?") || byte == UInt8(ascii: "#")
    }
}
