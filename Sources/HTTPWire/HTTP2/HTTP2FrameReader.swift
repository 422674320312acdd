/// An incremental reader of HTTP/2 frames in one direction of a connection (RFC 9113).
///
/// A pure state machine: bytes in, events out. It holds no more than one block of headers; the bytes of DATA frames are
/// handed out where they lie. How the bytes are cut never changes the events but for where ranges of data are split.
package struct HTTP2FrameReader: Sendable {
    /// The most bytes that a block of headers may have, over all its frames.
    package static let headerBlockLimit = 256 << 10

    /// What a client sends before its first frame.
    package static let preface: StaticString = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"

    /// Where bytes went since ``takeTally()``.
    package struct Tally: Sendable, Equatable {
        /// In HEADERS, CONTINUATION, PUSH_PROMISE and DATA frames.
        package var inMessages: UInt64 = 0
        /// In the preface, and in all other frames.
        package var framing: UInt64 = 0
    }

    /// The block of the last headers.
    package private(set) var headerBlock: [UInt8] = []

    /// The mark that was given with the first byte of the frame that the last headers began with.
    package private(set) var headerMark: Int64 = 0

    private var state: State
    private var head: [UInt8] = []
    private var frame = Frame()
    private var mark: Int64 = 0
    /// The payload of a frame that is read as a whole.
    private var payload: [UInt8] = []
    /// The stream whose block of headers goes on.
    private var open: OpenBlock?
    private var isFirstFrame = true
    private var tally = Tally()
    /// Bytes that are in no count yet.
    private var uncounted: UInt64 = 0

    private enum State: Sendable, Equatable {
        case preface(matched: Int)
        case head
        case padLength
        case data(left: Int)
        case padding(left: Int)
        /// A payload that is gathered, up to a limit; the rest is passed over.
        case payload(left: Int, kept: Int)
        case failed(HTTP2Failure)
    }

    private struct Frame: Sendable {
        var length = 0
        /// Of no frame yet.
        var type: UInt8 = 0xFF
        var flags: UInt8 = 0
        var stream: UInt32 = 0
    }

    private struct OpenBlock: Sendable {
        var stream: UInt32
        var endsStream: Bool
        var promised: UInt32?
    }

    private enum FrameType {
        static let data: UInt8 = 0
        static let headers: UInt8 = 1
        static let resetStream: UInt8 = 3
        static let settings: UInt8 = 4
        static let pushPromise: UInt8 = 5
        static let goAway: UInt8 = 7
        static let continuation: UInt8 = 9
    }

    private enum Flag {
        static let endStream: UInt8 = 0x01
        static let acknowledgment: UInt8 = 0x01
        static let endHeaders: UInt8 = 0x04
        static let padded: UInt8 = 0x08
        static let priority: UInt8 = 0x20
    }

    private static let headLength = 9

    /// What a frame may have at most unless its receiver has said otherwise (RFC 9113, section 6.5.2).
    private static let usualFrameSize = 1 << 14

    /// Bytes of a SETTINGS frame that are looked at: more settings than there are.
    private static let settingsLimit = 6 * 128

    /// A reader of a direction from its first byte on.
    ///
    /// - Parameter expectsPreface: whether it is the client's.
    package init(expectsPreface: Bool) {
        state = expectsPreface ? .preface(matched: 0) : .head
    }

    /// Where the bytes went since this was asked last.
    package mutating func takeTally() -> Tally {
        defer { tally = Tally() }
        return tally
    }

    /// Bytes of a block of headers that have come and are not whole, where they are more than a frame of usual size has.
    package var unfinishedBytes: Int {
        guard open == nil else { return headerBlock.count &+ payload.count }
        guard case .payload = state, payload.count > Self.usualFrameSize else { return 0 }
        return payload.count
    }

    /// Takes bytes from an offset on, up to the next event, and moves the offset past them.
    ///
    /// ``HTTP2Event/failure(_:)`` is answered again to every further call.
    ///
    /// - Parameter mark: any number, such as a time, that goes with these bytes.
    package mutating func next(_ bytes: RawSpan, from offset: inout Int, mark: Int64) -> HTTP2Event {
        while true {
            let before = offset
            let event = step(bytes, from: &offset, mark: mark)
            uncounted &+= UInt64(offset &- before)
            // The head of a frame counts as what the frame is, so it is counted when it is whole.
            if head.isEmpty { count() }
            if let event { return event }
            if offset == bytes.byteCount, !isAtEndOfPayload { return .needsMoreBytes }
        }
    }

    /// Whether there is something to do that takes no more bytes.
    private var isAtEndOfPayload: Bool {
        switch state {
        case .data(left: 0), .padding(left: 0), .payload(left: 0, _): true
        default: false
        }
    }

    /// Takes note that no more bytes will come, and gives back the memory that it takes.
    package mutating func endOfStream() {
        if !head.isEmpty { frame.type = Frame().type }
        count()
        (headerBlock, payload, open) = ([], [], nil)
    }

    private mutating func count() {
        switch frame.type {
        case FrameType.data, FrameType.headers, FrameType.pushPromise, FrameType.continuation:
            tally.inMessages &+= uncounted
        default:
            tally.framing &+= uncounted
        }
        uncounted = 0
    }

    private mutating func fail(_ failure: HTTP2Failure) -> HTTP2Event {
        state = .failed(failure)
        return .failure(failure)
    }
}

// Bytes.
extension HTTP2FrameReader {
    private mutating func step(_ bytes: RawSpan, from offset: inout Int, mark: Int64) -> HTTP2Event? {
        let available = bytes.byteCount &- offset
        switch state {
        case .failed(let failure):
            return .failure(failure)
        case .preface(let matched):
            return readPreface(bytes, from: &offset, matched)
        case .head:
            guard available > 0 else { return nil }
            if head.isEmpty { self.mark = mark }
            let count = Swift.min(Self.headLength &- head.count, available)
            for index in 0..<count { head.append(bytes.byte(offset &+ index)) }
            offset &+= count
            return head.count == Self.headLength ? beginFrame() : nil
        case .padLength:
            guard available > 0 else { return nil }
            let padding = Int(bytes.byte(offset))
            offset &+= 1
            guard padding < frame.length else { return fail(.padding) }
            state = .data(left: frame.length &- 1 &- padding)
            frame.length = padding
            return nil
        case .data(let left):
            let count = Swift.min(left, available)
            offset &+= count
            state = count < left ? .data(left: left &- count) : .padding(left: frame.length)
            return count > 0 ? .data(stream: frame.stream, offset &- count..<offset) : nil
        case .padding(let left):
            let count = Swift.min(left, available)
            offset &+= count
            guard count == left else {
                state = .padding(left: left &- count)
                return nil
            }
            state = .head
            return frame.flags & Flag.endStream != 0 ? .endOfData(stream: frame.stream) : nil
        case .payload(let left, let kept):
            let count = Swift.min(left, available)
            let copied = Swift.min(count, kept)
            payload.append(bytes, in: offset..<offset &+ copied)
            offset &+= count
            guard count == left else {
                state = .payload(left: left &- count, kept: kept &- copied)
                return nil
            }
            state = .head
            return endFrame()
        }
    }

    private mutating func readPreface(_ bytes: RawSpan, from offset: inout Int, _ matched: Int) -> HTTP2Event? {
        let length = Self.preface.utf8CodeUnitCount
        var matched = matched
        while matched < length, offset < bytes.byteCount {
            // The literal has `length` bytes.
            guard bytes.byte(offset) == Self.preface.utf8Start[matched] else { return fail(.preface) }
            matched &+= 1
            offset &+= 1
        }
        state = matched == length ? .head : .preface(matched: matched)
        return nil
    }
}

// Frames.
extension HTTP2FrameReader {
    private mutating func beginFrame() -> HTTP2Event? {
        frame = Frame(
            length: Int(head[0]) << 16 | Int(head[1]) << 8 | Int(head[2]),
            type: head[3],
            flags: head[4],
            stream: UInt32(head[5] & 0x7F) << 24 | UInt32(head[6]) << 16 | UInt32(head[7]) << 8 | UInt32(head[8])
        )
        head.removeAll(keepingCapacity: true)
        payload.removeAll(keepingCapacity: true)
        // Either side begins with its settings (section 3.4), so that what does not is known not to be a beginning.
        guard !isFirstFrame || frame.type == FrameType.settings else { return fail(.preface) }
        isFirstFrame = false
        if let open {
            guard frame.type == FrameType.continuation, frame.stream == open.stream else { return fail(.continuation) }
        }
        switch frame.type {
        case FrameType.data:
            guard frame.stream != 0 else { return fail(.streamIdentifier) }
            let isPadded = frame.flags & Flag.padded != 0
            guard !isPadded || frame.length > 0 else { return fail(.frameSize) }
            state = isPadded ? .padLength : .data(left: frame.length)
            if !isPadded { frame.length = 0 }
            return nil
        case FrameType.headers, FrameType.pushPromise, FrameType.continuation:
            guard frame.stream != 0 else { return fail(.streamIdentifier) }
            guard frame.type != FrameType.continuation || open != nil else { return fail(.continuation) }
            if open == nil {
                headerBlock.removeAll(keepingCapacity: true)
                headerMark = mark
            }
            guard headerBlock.count &+ frame.length <= Self.headerBlockLimit else { return fail(.headerBlockTooLong) }
            return gather(frame.length)
        case FrameType.resetStream:
            guard frame.stream != 0 else { return fail(.streamIdentifier) }
            guard frame.length == 4 else { return fail(.frameSize) }
            return gather(4)
        case FrameType.settings:
            guard frame.stream == 0 else { return fail(.streamIdentifier) }
            guard frame.length % 6 == 0 else { return fail(.frameSize) }
            return gather(Self.settingsLimit)
        case FrameType.goAway:
            guard frame.stream == 0 else { return fail(.streamIdentifier) }
            guard frame.length >= 8 else { return fail(.frameSize) }
            return gather(8)
        default:
            return gather(0)
        }
    }

    private mutating func gather(_ kept: Int) -> HTTP2Event? {
        state = .payload(left: frame.length, kept: kept)
        return nil
    }

    private mutating func endFrame() -> HTTP2Event? {
        switch frame.type {
        case FrameType.headers: return endHeaders()
        case FrameType.pushPromise: return endPushPromise()
        case FrameType.continuation: return endFragment(payload[...])
        case FrameType.resetStream: return .reset(stream: frame.stream, code: Self.number(payload[...]))
        case FrameType.goAway:
            return .goAway(
                lastStream: Self.number(payload.prefix(4)) & 0x7FFF_FFFF,
                code: Self.number(payload.dropFirst(4))
            )
        case FrameType.settings: return tableSize().map { .headerTableSize($0) }
        default: return nil
        }
    }

    private mutating func endHeaders() -> HTTP2Event? {
        guard var block = unpadded() else { return fail(.padding) }
        if frame.flags & Flag.priority != 0 {
            guard block.count >= 5 else { return fail(.frameSize) }
            block = block.dropFirst(5)
        }
        open = OpenBlock(stream: frame.stream, endsStream: frame.flags & Flag.endStream != 0)
        return endFragment(block)
    }

    private mutating func endPushPromise() -> HTTP2Event? {
        guard let block = unpadded() else { return fail(.padding) }
        guard block.count >= 4 else { return fail(.frameSize) }
        let promised = Self.number(block.prefix(4)) & 0x7FFF_FFFF
        open = OpenBlock(stream: frame.stream, endsStream: false, promised: promised)
        return endFragment(block.dropFirst(4))
    }

    private mutating func endFragment(_ fragment: ArraySlice<UInt8>) -> HTTP2Event? {
        headerBlock.append(contentsOf: fragment)
        guard frame.flags & Flag.endHeaders != 0, let block = open else { return nil }
        open = nil
        if let promised = block.promised { return .pushPromise(stream: block.stream, promised: promised) }
        return .headers(stream: block.stream, endsStream: block.endsStream)
    }

    /// The gathered payload without its padding; nil where there is more padding than frame.
    private func unpadded() -> ArraySlice<UInt8>? {
        guard frame.flags & Flag.padded != 0 else { return payload[...] }
        guard let padding = payload.first, Int(padding) < payload.count else { return nil }
        return payload[1..<payload.count &- Int(padding)]
    }

    /// The last size that the settings give the table of header compression.
    private func tableSize() -> UInt32? {
        guard frame.flags & Flag.acknowledgment == 0 else { return nil }
        var size: UInt32?
        var rest = payload[...]
        while rest.count >= 6 {
            if rest.starts(with: [0, 1]) { size = Self.number(rest.dropFirst(2).prefix(4)) }
            rest = rest.dropFirst(6)
        }
        return size
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        bytes.reduce(0) { $0 << 8 | UInt32($1) }
    }
}
