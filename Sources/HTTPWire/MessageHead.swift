/// The start line and the header fields of one message, as ranges of the bytes they came in.
///
/// One buffer and one table of ranges, both reused from message to message, so that a parser allocates nothing once
/// they have grown to the size of the connection's largest head.
package struct MessageHead: Sendable {
    /// The head as it is kept.
    ///
    /// The start line, then each field line, each ended by CRLF, without the empty line.
    /// A bare LF became CRLF and a folded line one line (RFC 9112, sections 2.2 and 5.2); all else is as it was sent.
    package var bytes: [UInt8] = []

    /// What the start line says.
    package var startLine: StartLine = .none

    /// One entry a field line, in the order in which they came.
    package var fields: [FieldLine] = []

    /// Where the field lines begin in ``bytes``: just after the start line's CRLF.
    package var fieldsStart = 0

    /// How the body is delimited (RFC 9112, section 6.3).
    package var framing: BodyFraming = .none

    /// Whether the connection can carry another message after this one (RFC 9112, section 9.3).
    package var isPersistent = false

    /// Where the message departs from the grammar.
    package var notes: MessageNotes = []

    /// An empty head.
    package init() {}

    /// The value of the first field of a name, as a range of ``bytes``, or nil.
    package func firstValue(of name: FieldName) -> Range<Int>? {
        let buffer = bytes.span.bytes
        for index in fields.indices where fields[index].name.count == name.bytes.count {
            if name.matches(buffer.extracting(fields[index].name)) { return fields[index].value }
        }
        return nil
    }

    /// Whether a list field (RFC 9110, section 5.6.1) holds an element, in any of its lines; ASCII case is ignored.
    package func list(_ name: FieldName, contains element: FieldName) -> Bool {
        let buffer = bytes.span.bytes
        for field in fields where field.name.count == name.bytes.count {
            guard name.matches(buffer.extracting(field.name)) else { continue }
            let value = buffer.extracting(field.value)
            var found = false
            value.forEachListElement { found = found || element.matches(value.extracting($0)) }
            if found { return true }
        }
        return false
    }

    /// The field lines as they are kept, each with its CRLF.
    package var fieldLines: ArraySlice<UInt8> {
        bytes[Swift.min(fieldsStart, bytes.count)...]
    }

    /// Forgets the message and keeps the memory.
    mutating func clear() {
        bytes.removeAll(keepingCapacity: true)
        fields.removeAll(keepingCapacity: true)
        startLine = .none
        fieldsStart = 0
        framing = .none
        isPersistent = false
        notes = []
    }
}

/// The first line of a message.
///
/// Ranges are into ``MessageHead/bytes``.
package enum StartLine: Sendable, Equatable {
    case none
    case request(method: Range<Int>, target: Range<Int>, version: HTTPVersion)
    case response(version: HTTPVersion, status: UInt16, reason: Range<Int>)
}

/// One header field: its name, and its value without the white space around it.
///
/// Ranges are into ``MessageHead/bytes``.
package struct FieldLine: Sendable, Equatable {
    package var name: Range<Int>
    package var value: Range<Int>

    package init(name: Range<Int>, value: Range<Int>) {
        self.name = name
        self.value = value
    }
}

/// How the end of a message's body is found (RFC 9112, section 6.3).
package enum BodyFraming: Sendable, Equatable {
    /// There is no body.
    case none
    /// So many bytes, from `Content-Length`.
    case length(UInt64)
    /// `Transfer-Encoding: chunked`.
    case chunked
    /// All that comes until the connection is closed; only a response can have it.
    case untilClose
    /// The connection is no longer HTTP after this head: a 101, or a 2xx to CONNECT.
    case tunnel
}
