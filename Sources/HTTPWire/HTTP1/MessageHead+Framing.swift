extension MessageHead {
    /// Decides from the fields how the body is delimited and whether the connection lasts.
    ///
    /// RFC 9112, sections 6.3 and 9.3. Called once, when all fields are there.
    mutating func settleFraming(answering context: ResponseContext) throws(HTTP1Failure) {
        let facts = try framingFields()
        notes.formUnion(facts.notes)
        let version: HTTPVersion
        switch startLine {
        case .none:
            throw .startLine
        case .request(_, _, let sent):
            version = sent
            framing = try requestFraming(facts)
        case .response(let sent, let status, _):
            version = sent
            framing = responseFraming(facts, status: status, answering: context)
        }
        let isKeptOpen = !facts.saysClose && (version != .http10 || facts.saysKeepAlive)
        isPersistent = isKeptOpen && framing != .untilClose && framing != .tunnel
    }

    private func requestFraming(_ facts: FramingFields) throws(HTTP1Failure) -> BodyFraming {
        switch facts.coding {
        case .chunked: .chunked
        case .other: throw .transferEncoding
        case .none: facts.length.map { $0 == 0 ? .none : .length($0) } ?? .none
        }
    }

    private func responseFraming(
        _ facts: FramingFields,
        status: UInt16,
        answering context: ResponseContext
    ) -> BodyFraming {
        if status == 101 { return .tunnel }
        if status < 200 || status == 204 || status == 304 || context == .head { return .none }
        if context == .connect, status < 300 { return .tunnel }
        return switch facts.coding {
        case .chunked: .chunked
        case .other: .untilClose
        case .none: facts.length.map { $0 == 0 ? .none : .length($0) } ?? .untilClose
        }
    }

    /// What the fields that decide a body's bounds say.
    private struct FramingFields {
        enum Coding {
            case none
            case chunked
            case other
        }
        var length: UInt64?
        var coding = Coding.none
        var saysClose = false
        var saysKeepAlive = false
        var notes: MessageNotes = []
    }

    private func framingFields() throws(HTTP1Failure) -> FramingFields {
        var facts = FramingFields()
        let buffer = bytes.span.bytes
        for field in fields {
            // The names' lengths tell these three from nearly all others before a byte is compared.
            switch field.name.count {
            case 14 where FieldName.contentLength.matches(buffer.extracting(field.name)):
                let length = try Self.contentLength(buffer.extracting(field.value), notes: &facts.notes)
                if let known = facts.length {
                    guard known == length else { throw .contentLength }
                    facts.notes.insert(.repeatedLength)
                }
                facts.length = length
            case 17 where FieldName.transferEncoding.matches(buffer.extracting(field.name)):
                Self.readCodings(buffer.extracting(field.value), into: &facts)
            case 10 where FieldName.connection.matches(buffer.extracting(field.name)):
                let value = buffer.extracting(field.value)
                value.forEachListElement { element in
                    let option = value.extracting(element)
                    if ConnectionOption.close.matches(option) { facts.saysClose = true }
                    if ConnectionOption.keepAlive.matches(option) { facts.saysKeepAlive = true }
                }
            default:
                continue
            }
        }
        if facts.length != nil, facts.coding != .none { facts.notes.insert(.lengthAndTransferEncoding) }
        return facts
    }

    /// A decimal number, or a list of equal ones (RFC 9110, section 8.6).
    private static func contentLength(_ value: RawSpan, notes: inout MessageNotes) throws(HTTP1Failure) -> UInt64 {
        var start = 0
        var known: UInt64?
        while start <= value.byteCount {
            let comma = value.firstOffset(of: ASCII.comma, from: start) ?? value.byteCount
            let element = value.trimmed(start..<comma)
            start = comma &+ 1
            guard !element.isEmpty else { throw .contentLength }
            var length: UInt64 = 0
            for offset in element {
                guard ASCII.isDigit(value.byte(offset)) else { throw .contentLength }
                let (product, productOverflow) = length.multipliedReportingOverflow(by: 10)
                let (sum, sumOverflow) = product.addingReportingOverflow(UInt64(value.byte(offset) &- 0x30))
                guard !productOverflow, !sumOverflow else { throw .contentLength }
                length = sum
            }
            if let known {
                guard known == length else { throw .contentLength }
                notes.insert(.repeatedLength)
            }
            known = length
        }
        guard let known else { throw .contentLength }
        return known
    }

    /// Only the last coding matters for framing; `identity` (RFC 2616) is none.
    private static func readCodings(_ value: RawSpan, into facts: inout FramingFields) {
        var coding = facts.coding
        value.forEachListElement { element in
            let name = value.extracting(element)
            if TransferCoding.chunked.matches(name) {
                coding = .chunked
            } else if !TransferCoding.identity.matches(name) {
                coding = .other
            }
        }
        facts.coding = coding
    }
}

private enum ConnectionOption {
    static let close = FieldName("close")
    static let keepAlive = FieldName("keep-alive")
}

private enum TransferCoding {
    static let chunked = FieldName("chunked")
    static let identity = FieldName("identity")
}
