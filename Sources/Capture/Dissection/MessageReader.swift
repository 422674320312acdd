import Corpus
import HTTPWire

/// Reads the messages of one direction of an HTTP/1 connection out of its byte stream, and finds the next one after
/// bytes that were lost or are no message.
///
/// The parser with a memory of where it is: it knows which bytes belong to messages, and when each message began.
struct MessageReader: Sendable {
    /// What comes next in the bytes.
    enum Event: Sendable, Equatable {
        case needsMoreBytes
        case head
        case body(Range<Int>)
        case end
        case tunnel
        /// The message broke the rules; what is left of the bytes is searched for another one.
        case failure(HTTP1Failure, during: Stage)
    }

    /// How far into a message the reader is.
    enum Stage: Sendable, Equatable {
        /// Between messages, or in search of one.
        case between
        /// In the start line.
        case startLine
        /// In the field lines.
        case fields
        /// After the head.
        case body
    }

    /// Where bytes went since ``takeTally()``.
    struct Tally: Sendable, Equatable {
        /// In messages.
        var inMessages: UInt64 = 0
        /// In empty lines between messages.
        var between: UInt64 = 0
        /// Passed over in search of a message.
        var skipped: UInt64 = 0
    }

    private(set) var parser: HTTP1Parser
    private let role: HTTP1Parser.Role

    /// When the current message's first byte was sent, or the last one's.
    private(set) var messageStart = Timestamp(nanoseconds: 0)

    /// How far into a message the reader is.
    private(set) var stage = Stage.between

    /// Whether the bytes ahead are not known to begin with a message.
    private(set) var isSearching: Bool

    /// Bytes that came since the last event: of a head that is not whole, or of trailers.
    ///
    /// So much memory the parser holds, near enough. Counted here, as it is asked for with each segment, and the parser is in
    /// another module: a copy of it would be made.
    private(set) var unfinishedBytes = 0

    private var tally = Tally()

    /// Bytes of a start line that is not whole: they are no message's until it is.
    private var unsettled: UInt64 = 0

    /// In the current segment, where a start line was that turned out to be none.
    private var rejected: Int?

    /// A reader that is at the start of a message, or has to search for one.
    init(role: HTTP1Parser.Role, limits: HTTP1Limits, isSearching: Bool) {
        self.role = role
        parser = HTTP1Parser(role: role, limits: limits)
        self.isSearching = isSearching
    }

    /// Says that the bytes to come are another segment, which is where messages usually begin.
    mutating func beginSegment() {
        rejected = nil
    }

    /// Takes bytes of a segment from an offset on, up to the next event.
    ///
    /// - Parameter context: what a response would answer; of no use once its head is whole.
    mutating func next(
        _ bytes: RawSpan,
        from offset: inout Int,
        at time: Timestamp,
        answering context: ResponseContext = .other
    ) -> Event {
        if stage == .between {
            guard findMessage(bytes, from: &offset) else { return .needsMoreBytes }
            messageStart = time
            stage = .startLine
        }
        if stage != .body { parser.expectResponse(to: context) }
        let before = offset
        let beganEarlier = unsettled > 0
        let event = parser.next(bytes, from: &offset)
        let taken = UInt64(offset &- before)
        unfinishedBytes = event == .needsMoreBytes ? unfinishedBytes &+ (offset &- before) : 0
        switch event {
        case .needsMoreBytes:
            settle(taken)
            return .needsMoreBytes
        case .head:
            count(taken)
            stage = .body
            return .head
        case .body(let range):
            count(taken)
            return .body(range)
        case .end:
            count(taken)
            stage = .between
            return .end
        case .tunnel:
            return .tunnel
        case .failure(let failure):
            settle(taken)
            let broken = stage
            if broken == .startLine {
                tally.skipped &+= unsettled
                unsettled = 0
                // A line that began in an earlier segment says nothing of what this one begins with.
                if !beganEarlier { rejected = offset }
            }
            search()
            return .failure(failure, during: broken)
        }
    }

    /// Takes note that bytes are lost.
    ///
    /// - Returns: the stage of the message that this breaks; nil where it breaks none, for the reader is between
    ///   messages, or all that is lost is part of a body.
    mutating func lose(_ length: UInt64) -> Stage? {
        switch stage {
        case .between:
            search()
            return nil
        case .body where parser.skipBody(length):
            return nil
        default:
            return giveUp()
        }
    }

    /// Gives the current message up and looks for another one.
    ///
    /// - Returns: how far it had come.
    mutating func giveUp() -> Stage {
        let broken = stage
        count(0)
        search()
        return broken
    }

    /// Gives the current message up, with the memory that it takes, and looks for another one.
    ///
    /// - Returns: how far it had come.
    mutating func giveUpAndRelease() -> Stage {
        defer { parser.resetAndRelease() }
        return giveUp()
    }

    /// Ends the current message where it is: the next byte begins another one.
    mutating func endMessageHere() {
        parser.reset()
        unfinishedBytes = 0
        stage = .between
    }

    /// Looks for a start line from here on.
    mutating func search() {
        parser.reset()
        unfinishedBytes = 0
        stage = .between
        isSearching = true
    }

    /// Takes the next byte for the beginning of a message.
    mutating func expectMessage() {
        isSearching = false
    }

    /// The connection was closed in this direction.
    ///
    /// - Returns: true for a message that ends so, false for one that is cut off, nil where there is none.
    mutating func endOfStream() -> Bool? {
        guard stage != .between else { return nil }
        return parser.endOfStream() == .end
    }

    /// Where the bytes went since this was asked last.
    mutating func takeTally() -> Tally {
        defer { tally = Tally() }
        return tally
    }

    // MARK: - Finding messages

    /// Moves to the next message's first byte; false where there is none.
    private mutating func findMessage(_ bytes: RawSpan, from offset: inout Int) -> Bool {
        if isSearching {
            let found = findStartLine(bytes, from: offset)
            tally.skipped &+= UInt64((found ?? bytes.byteCount) &- offset)
            offset = found ?? bytes.byteCount
            guard found != nil else { return false }
            isSearching = false
        }
        let start = offset
        while offset < bytes.byteCount, bytes.byte(offset) == 0x0D || bytes.byte(offset) == 0x0A { offset &+= 1 }
        tally.between &+= UInt64(offset &- start)
        return offset < bytes.byteCount
    }

    /// The offset of the next line that is plainly a start line.
    ///
    /// A segment's first bytes may be a part of one, its beginning or its end; a line within must be whole.
    private func findStartLine(_ bytes: RawSpan, from start: Int) -> Int? {
        var candidate = start
        if start == 0, rejected != 0, bytes.mayContinueStartLine(of: role) { return 0 }
        if start > 0, bytes.byte(start &- 1) != 0x0A || start == rejected {
            guard let lineFeed = bytes.firstOffset(of: 0x0A, from: start) else { return nil }
            candidate = lineFeed &+ 1
        }
        while candidate < bytes.byteCount {
            if candidate > 0, candidate != rejected, bytes.extracting(candidate..<bytes.byteCount).isStartLine(of: role)
            {
                return candidate
            }
            guard let lineFeed = bytes.firstOffset(of: 0x0A, from: candidate) else { return nil }
            candidate = lineFeed &+ 1
        }
        return nil
    }

    // MARK: - Counting bytes

    private mutating func count(_ taken: UInt64) {
        tally.inMessages &+= taken &+ unsettled
        unsettled = 0
    }

    /// Counts bytes as the message's once its start line is known.
    private mutating func settle(_ taken: UInt64) {
        if stage == .startLine, parser.head.startLine == .none {
            unsettled &+= taken
        } else {
            if stage == .startLine { stage = .fields }
            count(taken)
        }
    }
}

extension RawSpan {
    /// Whether these bytes begin with a whole start line of a role.
    fileprivate func isStartLine(of role: HTTP1Parser.Role) -> Bool {
        switch role {
        case .request: likenessToRequestLine() == .yes
        case .response: likenessToStatusLine() == .yes
        }
    }

    /// Whether a segment's bytes are, or plainly begin, a start line of a role.
    fileprivate func mayContinueStartLine(of role: HTTP1Parser.Role) -> Bool {
        switch role {
        case .request:
            let likeness = likenessToRequestLine()
            return (likeness == .yes && beginsWithRegisteredMethod) || (likeness == .open && beginsWithCommonMethod)
        case .response:
            let likeness = likenessToStatusLine()
            return likeness == .yes || (likeness == .open && byteCount >= 7)
        }
    }
}
