import NIOCore
import TestSupport
import Testing

@testable import Requester

@Suite("What a streamed body is at")
struct UploadStateTests {
    private func sending(length: UInt64? = nil) -> UploadState {
        var state = UploadState(length: length)
        state.begin()
        return state
    }

    private func text(_ text: String) -> ByteBuffer { ByteBuffer(string: text) }

    @Test("is not asked for before there is a connection")
    func waiting() {
        var state = UploadState(length: nil)
        #expect(state.asking == .never && !state.hasBegun && state.awaited == nil)
        #expect(state.take(text("a")) == .wait)
        #expect(state.end() == .wait)
        // An attempt without a connection ends nothing: the next one may have one.
        state.stop()
        state.begin()
        #expect(state.asking == .now && state.hasBegun)
    }

    @Test("is sent chunk by chunk, with its end by itself")
    func chunks() {
        var state = sending()
        #expect(state.take(text("abc")) == .send(text("abc"), isLast: false))
        #expect(state.take(text("")) == .wait)
        #expect(state.take(text("de")) == .send(text("de"), isLast: false))
        #expect(state.given == 5 && !state.isWhole)
        #expect(state.end() == .send(text(""), isLast: true))
        #expect(state.isWhole && state.asking == .never && state.awaited == nil)
        #expect(state.end() == .wait)
        #expect(state.take(text("f")) == .wait)
        // What is whole stays so.
        state.stop()
        #expect(state.isWhole && state.given == 5)
    }

    @Test("of a given length keeps the bytes that fill it until the sequence has ended")
    func length() {
        var state = sending(length: 5)
        #expect(state.take(text("abc")) == .send(text("abc"), isLast: false))
        #expect(state.take(text("de")) == .wait)
        #expect(state.given == 3 && state.asking == .now)
        #expect(state.take(text("")) == .wait)
        #expect(state.end() == .send(text("de"), isLast: true))
        #expect(state.given == 5)
    }

    @Test("of length 0 is whole when the sequence has ended")
    func empty() {
        var state = sending(length: 0)
        #expect(state.end() == .send(text(""), isLast: true))
        var other = sending(length: 0)
        #expect(other.take(text("a")) == .fail(RequestFailure(.write, "the body is longer than its length")))
    }

    @Test(
        "that is longer than its length fails, and gives away no more",
        arguments: [["abcdef"], ["abc", "def"], ["abcde", "f"], ["abcde", "", "f"]]
    )
    func tooLong(_ chunks: [String]) {
        var state = sending(length: 5)
        var last = UploadState.Verdict.wait
        for chunk in chunks { last = state.take(text(chunk)) }
        #expect(last == .fail(RequestFailure(.write, "the body is longer than its length")))
        #expect(state.given < 5 && !state.isWhole && state.asking == .never)
        #expect(state.end() == .wait)
    }

    @Test("that is shorter than its length fails")
    func tooShort() {
        var state = sending(length: 5)
        _ = state.take(text("abcd"))
        #expect(state.end() == .fail(RequestFailure(.write, "the body is shorter than its length")))
        #expect(!state.isWhole && state.asking == .never)
    }

    @Test("whose sequence throws fails with what it threw, in one line")
    func throwing() {
        struct Broken: Error, CustomStringConvertible {
            let description = "no disk\nat all"
        }
        var state = sending()
        #expect(state.fail(Broken()) == .fail(RequestFailure(.write, "making the body threw no disk at all")))
        #expect(state.fail(Broken()) == .wait)
        #expect(state.end() == .wait)
    }

    @Test("that was stopped says nothing more")
    func stopped() {
        var state = sending(length: 5)
        state.stop()
        #expect(state.asking == .never && state.awaited == nil)
        #expect(state.take(text("abcdef")) == .wait)
        #expect(state.end() == .wait)
        #expect(state.fail(RequestFailure(.closed)) == .wait)
    }

    @Test("is not asked while the connection holds as much as it may")
    func backPressure() {
        var state = sending()
        state.hold(UploadState.mostHeld - 1)
        #expect(state.asking == .now && state.awaited == .chunk)
        state.hold(1)
        #expect(state.asking == .afterWriting && state.awaited == .upload)
        state.release(1)
        #expect(state.asking == .now)
        state.release(.max)
        state.hold(1)
        #expect(state.asking == .now)
    }

    @Test("lets the loop look at its sockets, however small the chunks are", arguments: [0, 1, 4096, 100_000])
    func turns(_ size: Int) {
        var state = sending()
        var taken = 0
        while state.asking == .now, taken < 10_000 {
            _ = state.take(ByteBuffer(repeating: 0, count: size))
            taken += 1
        }
        let cost = max(size, UploadState.leastPerChunk)
        #expect(taken == (UploadState.bytesPerTurn + cost - 1) / cost)
        #expect(state.asking == .afterLook)
        state.look()
        #expect(state.asking == .now)
    }

    @Test("in HTTP/1.1 is chunks that end with one of no bytes, or the bytes as they are")
    func framing() {
        #expect(text("Wiki").framed(asChunk: true, isLast: false) == text("4\r\nWiki\r\n"))
        #expect(ByteBuffer().framed(asChunk: true, isLast: true) == text("0\r\n\r\n"))
        #expect(text("x").framed(asChunk: true, isLast: true) == text("1\r\nx\r\n0\r\n\r\n"))
        let long = String(repeating: "y", count: 0x1A0F)
        #expect(text(long).framed(asChunk: true, isLast: false) == text("1a0f\r\n\(long)\r\n"))
        #expect(text("Wiki").framed(asChunk: false, isLast: true) == text("Wiki"))
        #expect(ByteBuffer().framed(asChunk: false, isLast: true) == ByteBuffer())
    }

    @Test("never gives away more than its length, nor less where it is whole", arguments: UInt64(1)...40)
    func anything(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<50 {
            let length = Bool.random(using: &random) ? UInt64.random(in: 0...20, using: &random) : nil
            var state = sending(length: length)
            var made: [UInt8] = []
            var sent: [UInt8] = []
            var failed = false
            func perform(_ verdict: UploadState.Verdict) {
                switch verdict {
                case .wait: break
                case .send(let bytes, _): sent += bytes.readableBytesView
                case .fail: failed = true
                }
            }
            for _ in 0..<Int.random(in: 0...8, using: &random) {
                let chunk = (0..<Int.random(in: 0...6, using: &random)).map { _ in
                    UInt8.random(in: 0...9, using: &random)
                }
                made += chunk
                perform(state.take(ByteBuffer(bytes: chunk)))
            }
            perform(state.end())
            let fits = length.map { $0 == UInt64(made.count) } ?? true
            #expect(state.isWhole == fits && failed == !fits)
            #expect(fits ? sent == made : sent == Array(made.prefix(sent.count)))
            #expect(state.given == UInt64(sent.count))
            if let length, !fits { #expect(sent.count < length || length == 0) }
        }
    }
}
