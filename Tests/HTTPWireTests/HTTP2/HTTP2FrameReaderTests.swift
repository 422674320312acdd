import TestSupport
import Testing

@testable import HTTPWire

@Suite("Frames of HTTP/2")
struct HTTP2FrameReaderTests {
    private typealias Build = HTTP2FrameBuilder

    /// What a reader finds, with ranges of data as bytes, and neighbours of the same stream joined.
    private struct Found: Equatable {
        var events: [String] = []
        var tally = HTTP2FrameReader.Tally()

        mutating func add(_ event: String, joins: Bool = false) {
            if joins, let last = events.last, let colon = event.firstIndex(of: ":"), last.hasPrefix(event[...colon]) {
                events[events.count - 1] += event[event.index(after: colon)...]
            } else {
                events.append(event)
            }
        }
    }

    private func read(_ pieces: [[UInt8]], expectsPreface: Bool = false) -> Found {
        var reader = HTTP2FrameReader(expectsPreface: expectsPreface)
        var found = Found()
        var hasFailed = false
        for (index, piece) in pieces.enumerated() where !hasFailed {
            var offset = 0
            reading: while true {
                switch reader.next(piece.span.bytes, from: &offset, mark: Int64(index)) {
                case .needsMoreBytes: break reading
                case .headers(let stream, let ends):
                    found.add("headers \(stream) \(ends) \(reader.headerBlock)")
                case .pushPromise(let stream, let promised):
                    found.add("push \(stream) \(promised) \(reader.headerBlock)")
                case .data(let stream, let range):
                    found.add("data \(stream):" + piece[range].map { " \($0)" }.joined(), joins: true)
                case .endOfData(let stream): found.add("end \(stream)")
                case .headerTableSize(let size): found.add("table \(size)")
                case .reset(let stream, let code): found.add("reset \(stream) \(code)")
                case .goAway(let last, let code): found.add("goaway \(last) \(code)")
                case .failure(let failure):
                    found.add("failure \(failure)")
                    hasFailed = true
                    break reading
                }
            }
            #expect(hasFailed || offset == piece.count)
        }
        reader.endOfStream()
        found.tally = reader.takeTally()
        return found
    }

    private static let conversation: [UInt8] =
        Build.preface + Build.settings([(3, 100), (1, 8192)]) + Build.settings(isAcknowledgment: true)
        + Build.headers(1, [1, 2, 3, 4, 5, 6, 7], padding: 3, hasPriority: true, cuts: 3)
        + Build.frame(8, 0, 0, [0, 0, 1, 0]) + Build.data(1, [10, 11, 12]) + Build.data(1, [], padding: 0)
        + Build.data(1, [13], endsStream: true, padding: 5) + Build.headers(3, [], endsStream: true)
        + Build.pushPromise(3, promised: 4, [9, 9]) + Build.reset(3) + Build.frame(0x42, 0xFF, 7, [1, 2, 3])
        + Build.data(5, [], endsStream: true) + Build.goAway(last: 5, code: 2)

    private static let expected = [
        "table 8192", "headers 1 false [1, 2, 3, 4, 5, 6, 7]", "data 1: 10 11 12 13", "end 1", "headers 3 true []",
        "push 3 4 [9, 9]", "reset 3 8", "end 5", "goaway 5 2",
    ]

    @Test("are read whole")
    func whole() {
        let found = read([Self.conversation], expectsPreface: true)
        #expect(found.events == Self.expected)
        #expect(found.tally.inMessages + found.tally.framing == UInt64(Self.conversation.count))
        // The preface and its frames: SETTINGS, its acknowledgment, WINDOW_UPDATE, RST_STREAM, an unknown one, GOAWAY.
        #expect(found.tally.framing == 24 + 21 + 9 + 13 + 13 + 12 + 20)
    }

    @Test("are the same however their bytes are cut", arguments: UInt64(1)...60)
    func anySplit(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let longest = [1, 2, 5, 20, 100].randomElement(using: &random) ?? 1
        let pieces = Self.conversation.randomPieces(longest: longest, using: &random)
        #expect(read(pieces, expectsPreface: true) == read([Self.conversation], expectsPreface: true))
    }

    @Test("cut off anywhere have every byte counted")
    func cuts() {
        for length in 0...Self.conversation.count {
            let tally = read([Array(Self.conversation.prefix(length))], expectsPreface: true).tally
            #expect(tally.inMessages + tally.framing == UInt64(length))
        }
    }

    static let broken: [(String, [UInt8])] = [
        ("preface", Array("PRI * HTTP/1.1\r\n".utf8)), ("preface", Build.preface + Build.data(1, [1])),
        ("streamIdentifier", Build.preface + Build.settings() + Build.data(0, [1])),
        ("streamIdentifier", Build.preface + Build.settings() + Build.headers(0, [1])),
        ("streamIdentifier", Build.preface + Build.settings() + Build.reset(0)),
        ("streamIdentifier", Build.preface + Build.settings() + Build.frame(4, 0, 1, [])),
        ("frameSize", Build.preface + Build.settings() + Build.frame(3, 0, 1, [1])),
        ("frameSize", Build.preface + Build.frame(4, 0, 0, [1])),
        ("frameSize", Build.preface + Build.settings() + Build.frame(0, 8, 1, [])),
        ("frameSize", Build.preface + Build.settings() + Build.frame(7, 0, 0, [1])),
        ("frameSize", Build.preface + Build.settings() + Build.frame(1, 0x24, 1, [1, 2])),
        ("padding", Build.preface + Build.settings() + Build.frame(0, 8, 1, [9, 1])),
        ("padding", Build.preface + Build.settings() + Build.frame(1, 12, 1, [9, 1])),
        ("padding", Build.preface + Build.settings() + Build.frame(1, 12, 1, [])),
        ("continuation", Build.preface + Build.settings() + Build.frame(9, 4, 1, [1])),
        ("continuation", Build.preface + Build.settings() + Build.frame(1, 0, 1, [1]) + Build.data(1, [1])),
        ("continuation", Build.preface + Build.settings() + Build.frame(1, 0, 1, [1]) + Build.frame(9, 4, 3, [1])),
        (
            "headerBlockTooLong",
            Build.preface + Build.settings()
                + Build.headers(1, [UInt8](repeating: 1, count: HTTP2FrameReader.headerBlockLimit + 1), cuts: 20)
        ),
    ]

    @Test("that break a rule are named by it", arguments: broken.indices)
    func failures(_ index: Int) {
        let (failure, bytes) = Self.broken[index]
        #expect(read([bytes], expectsPreface: true).events.last == "failure \(failure)")
    }

    @Test("are read no further after a failure, which is told again")
    func afterFailure() {
        var reader = HTTP2FrameReader(expectsPreface: true)
        var offset = 0
        let bytes = Array("GET / HTTP/1.1".utf8)
        #expect(reader.next(bytes.span.bytes, from: &offset, mark: 0) == .failure(.preface))
        #expect(reader.next(bytes.span.bytes, from: &offset, mark: 0) == .failure(.preface))
        #expect(offset == 0)
    }

    @Test("never crash, whatever they are", arguments: UInt64(1)...40)
    func anything(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<20 {
            var bytes = Self.conversation
            for _ in 0..<Int.random(in: 1..<6, using: &random) {
                bytes[Int.random(in: 24..<bytes.count, using: &random)] = .random(in: .min ... .max, using: &random)
            }
            _ = read(bytes.randomPieces(longest: 30, using: &random), expectsPreface: true)
        }
    }
}
