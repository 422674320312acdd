/// The head, line by line.
///
/// Lines that lie whole and well formed in the bytes are not copied one by one: a run of them stays where it is, with
/// its fields already found, and is copied at once when it ends. A line that is cut or needs mending is copied alone.
extension HTTP1Parser {
    /// Takes lines up to the empty one; false where the bytes end before it.
    mutating func parseHead(_ bytes: RawSpan, from offset: inout Int) throws(HTTP1Failure) -> Bool {
        if !line.isEmpty {
            guard let isDone = try finishHeldLine(bytes, from: &offset) else { return false }
            if isDone { return true }
        }
        var run = offset
        while true {
            let start = offset
            guard let end = bytes.lineEnd(from: start) else {
                head.bytes.append(bytes, in: run..<start)
                try holdLine(bytes, from: &offset)
                return false
            }
            try admit(bytes.extracting(start..<end.content), size: end.next &- start)
            if end.content == start {
                head.bytes.append(bytes, in: run..<start)
                offset = end.next
                try settleHead()
                return true
            }
            if end.isClean, !ASCII.isBlank(bytes.byte(start)) {
                let distance = head.bytes.count &- run
                try readLine(bytes.extracting(start..<end.content), at: start &+ distance)
            } else {
                head.bytes.append(bytes, in: run..<start)
                try appendMended(bytes.extracting(start..<end.content), end: end)
                run = end.next
            }
            offset = end.next
        }
    }

    /// Adds to a line of earlier bytes and reads it where it ends.
    ///
    /// Nil where it does not end, true where it was the empty line.
    private mutating func finishHeldLine(
        _ bytes: RawSpan,
        from offset: inout Int
    ) throws(HTTP1Failure) -> Bool? {
        guard let lineFeed = bytes.firstOffset(of: ASCII.lineFeed, from: offset) else {
            try holdLine(bytes, from: &offset)
            return nil
        }
        line.append(bytes, in: offset..<lineFeed &+ 1)
        // Swapped out, so that it can be read while the head is written; swapped back for its memory.
        var held: [UInt8] = []
        swap(&held, &line)
        try readHeldLine(held.span.bytes)
        let isEmptyLine = held.count == 1 || (held.count == 2 && held[0] == ASCII.carriageReturn)
        held.removeAll(keepingCapacity: true)
        swap(&held, &line)
        offset = lineFeed &+ 1
        if isEmptyLine { try settleHead() }
        return isEmptyLine
    }

    private mutating func readHeldLine(_ held: RawSpan) throws(HTTP1Failure) {
        guard let end = held.lineEnd(from: 0) else { return }
        try admit(held.extracting(0..<end.content), size: held.byteCount)
        guard end.content > 0 else { return }
        try appendMended(held.extracting(0..<end.content), end: end)
    }

    /// Keeps the rest of the bytes as the beginning of a line, if it can be one.
    private mutating func holdLine(_ bytes: RawSpan, from offset: inout Int) throws(HTTP1Failure) {
        line.append(bytes, in: offset..<bytes.byteCount)
        let held = line.span.bytes
        try checkBeginning(held.extracting(0..<held.countWithoutLineEnd))
        guard sectionBytes &+ line.count <= limits.headBytes else { throw .headTooLong }
        offset = bytes.byteCount
    }

    /// Counts a line of the head, after a look at what it begins with.
    @inline(__always)
    private mutating func admit(_ content: RawSpan, size: Int) throws(HTTP1Failure) {
        try checkBeginning(content)
        try countSection(size, limit: limits.headBytes, failure: .headTooLong)
    }

    /// Refuses a first line by its first bytes.
    ///
    /// So a stream without a line feed is known for what it is at once, not when the limit is reached.
    @inline(__always)
    private func checkBeginning(_ content: RawSpan) throws(HTTP1Failure) {
        guard head.startLine == .none else { return }
        // No further than the limit, or the failure would depend on how the bytes are cut.
        let beginning = content.extracting(0..<Swift.min(content.byteCount, limits.headBytes))
        let isPlausible =
            switch role {
            case .request: StartLine.isPlausibleRequest(beginning, limits: limits)
            case .response: StartLine.isPlausibleResponse(beginning)
            }
        guard isPlausible else { throw .startLine }
    }

    /// Appends a line with the end it should have, as part of the line before it where it is folded.
    private mutating func appendMended(_ content: RawSpan, end: LineEnd) throws(HTTP1Failure) {
        if end.isBareLineFeed { head.notes.insert(.bareLineFeed) }
        guard end.hasControl else { return try appendLine(content) }
        let mended = try withoutBareCarriageReturns(content)
        try appendLine(mended.span.bytes)
    }

    private mutating func appendLine(_ content: RawSpan) throws(HTTP1Failure) {
        if head.startLine != .none, ASCII.isBlank(content.byte(0)) {
            try unfold(content)
        } else {
            let start = head.bytes.count
            head.bytes.append(content, in: 0..<content.byteCount)
            try readLine(content, at: start)
        }
        head.bytes.append(ASCII.carriageReturn)
        head.bytes.append(ASCII.lineFeed)
    }

    /// Joins a folded line to the field before it with one space (RFC 9112, section 5.2).
    private mutating func unfold(_ content: RawSpan) throws(HTTP1Failure) {
        guard let field = head.fields.last else { throw .fieldLine }
        head.notes.insert(.foldedLine)
        // The lines before it are all in the buffer by now, each with its CRLF.
        head.bytes.removeLast(Swift.min(2, head.bytes.count))
        let text = content.trimmed(0..<content.byteCount)
        guard !text.isEmpty else { return }
        head.bytes.append(ASCII.space)
        let valueStart = field.value.isEmpty ? head.bytes.count : field.value.lowerBound
        head.bytes.append(content, in: text)
        head.fields[head.fields.count &- 1].value = valueStart..<head.bytes.count
    }

    /// A line with each CR in it turned into a space; a NUL, or a CR in a start line, breaks the message.
    private mutating func withoutBareCarriageReturns(_ content: RawSpan) throws(HTTP1Failure) -> [UInt8] {
        var mended: [UInt8] = []
        mended.append(content, in: 0..<content.byteCount)
        for index in mended.indices {
            switch mended[index] {
            case ASCII.null:
                throw head.startLine == .none ? .startLine : .fieldLine
            case ASCII.carriageReturn where head.startLine == .none:
                throw .startLine
            case ASCII.carriageReturn:
                mended[index] = ASCII.space
                head.notes.insert(.bareCarriageReturn)
            default:
                continue
            }
        }
        return mended
    }

    /// Reads one line, which is or will be at a position of the head's buffer.
    @inline(__always)
    private mutating func readLine(_ content: RawSpan, at position: Int) throws(HTTP1Failure) {
        if head.startLine == .none {
            try readStartLine(content, at: position)
        } else {
            try readFieldLine(content, at: position)
        }
    }

    private mutating func readStartLine(_ content: RawSpan, at position: Int) throws(HTTP1Failure) {
        let startLine =
            switch role {
            case .request: try StartLine.request(content, notes: &head.notes)
            case .response: try StartLine.response(content)
            }
        head.startLine = startLine.shifted(by: position)
        head.fieldsStart = position &+ content.byteCount &+ 2
    }

    private mutating func readFieldLine(_ content: RawSpan, at position: Int) throws(HTTP1Failure) {
        guard head.fields.count < limits.fields else { throw .tooManyFields }
        var colon = 0
        while colon < content.byteCount, ASCII.isToken(content.byte(colon)) { colon &+= 1 }
        if colon == content.byteCount || content.byte(colon) != ASCII.colon {
            colon = try oddNameEnd(content)
        }
        let name = content.trimmed(0..<colon)
        guard !name.isEmpty else { throw .fieldLine }
        let value = content.trimmed(colon &+ 1..<content.byteCount)
        head.fields.append(FieldLine(name: name, value: value).shifted(by: position))
    }

    /// The colon after a name that is no plain token, with a note of what it is instead.
    private mutating func oddNameEnd(_ content: RawSpan) throws(HTTP1Failure) -> Int {
        guard let colon = content.firstOffset(of: ASCII.colon, from: 0) else { throw .fieldLine }
        let name = content.trimmed(0..<colon)
        if name.upperBound < colon { head.notes.insert(.spaceBeforeColon) }
        for offset in name where !ASCII.isToken(content.byte(offset)) {
            head.notes.insert(.oddFieldName)
            break
        }
        return colon
    }

    private mutating func settleHead() throws(HTTP1Failure) {
        try head.settleFraming(answering: context)
    }

    /// Counts the bytes of a line against the limit of its section.
    @inline(__always)
    mutating func countSection(_ count: Int, limit: Int, failure: HTTP1Failure) throws(HTTP1Failure) {
        sectionBytes &+= count
        guard sectionBytes <= limit else { throw failure }
    }
}
