import Corpus
import HTTPWire

/// One direction of a connection that is not known yet for what it is.
///
/// Holds the first line, or what there is of it; bytes that cannot be told are only counted. Each segment is looked at
/// by its first bytes alone, so that a stream that is not HTTP costs next to nothing, however long it is.
struct UndecidedStream: Sendable {
    /// Bytes that may begin a message.
    private(set) var held: [UInt8] = []

    /// When the first of them was sent.
    private(set) var heldSince = Timestamp(nanoseconds: 0)

    /// Bytes that were passed over.
    private(set) var passed: UInt64 = 0

    /// Whether bytes are missing before those that are held.
    private(set) var isBroken: Bool

    /// Whether a first line was given up that may have been a message's.
    private var hasGivenUpLine = false

    /// Whether messages may have gone by unseen before those that are held.
    var mayLackMessages: Bool { isBroken || hasGivenUpLine }

    /// A direction that was seen from its first byte, or was joined in the middle.
    init(joinedMidstream: Bool) {
        isBroken = joinedMidstream
    }

    /// All bytes that have come.
    var byteCount: UInt64 {
        passed &+ UInt64(held.count)
    }

    /// Whether what is held is the direction's first bytes.
    private var isAtStart: Bool {
        passed == 0 && !isBroken
    }

    /// Looks at a segment's bytes, together with those that are held, and holds them while they may become something.
    ///
    /// - Returns: what the direction is; `undecided` and `other` where it is not known.
    mutating func look(
        at bytes: RawSpan,
        time: Timestamp,
        limits: DissectionLimits,
        into output: inout DissectionOutput
    ) -> StreamShape {
        if !held.isEmpty {
            // A long first line needs no second look until it ends.
            let mayEnd = held.count < 128 || bytes.firstControl(from: 0) < bytes.byteCount
            held.append(bytes, in: 0..<bytes.byteCount)
            let shape = mayEnd ? StreamShape(held.span.bytes) : .undecided
            if shape == .undecided, held.count > limits.startLineBytes {
                output.account.count(DissectionEvent.startLineLimit)
                giveUpHeld()
                return .other
            }
            guard shape == .other else { return shape }
            pass(held.count &- bytes.byteCount)
        }
        return lookAfresh(at: bytes, time: time)
    }

    /// Bytes are missing here.
    mutating func lose() {
        pass(held.count)
        isBroken = true
    }

    /// Passes over a first line that takes too much memory.
    mutating func giveUpHeld() {
        guard !held.isEmpty else { return }
        hasGivenUpLine = true
        passed &+= UInt64(held.count)
        held = []
    }

    /// Looks at a segment's bytes on their own.
    private mutating func lookAfresh(at bytes: RawSpan, time: Timestamp) -> StreamShape {
        var shape = StreamShape(bytes)
        if !isAtStart {
            switch shape {
            case .undecided where !bytes.mayBeginStartLine: shape = .other
            case .request where !bytes.beginsWithRegisteredMethod: shape = .other
            // A record's header is short: within a stream that began as something else it means nothing.
            case .tls where !isBroken: shape = .other
            default: break
            }
        }
        held.removeAll(keepingCapacity: true)
        guard shape != .other else {
            passed &+= UInt64(bytes.byteCount)
            return .other
        }
        held.append(bytes, in: 0..<bytes.byteCount)
        heldSince = time
        return shape
    }

    /// Passes over bytes that are held.
    private mutating func pass(_ count: Int) {
        passed &+= UInt64(max(count, 0))
        held.removeAll(keepingCapacity: true)
    }
}

extension RawSpan {
    /// Whether a part of a line, in the middle of a stream, is likely enough a start line's to wait for the rest.
    fileprivate var mayBeginStartLine: Bool {
        beginsWithCommonMethod || hasBytes("HTTP/1.", at: 0)
    }
}
