import HTTPWire
import TestSupport
import Testing

@testable import Corpus

@Suite("A block")
struct BlockCodecTests {
    private func roundTrip(_ exchanges: [Exchange]) throws -> [Exchange] {
        var encoder = BlockEncoder()
        for exchange in exchanges { encoder.append(exchange) }
        let block = try ExchangeBlock(encoder.finish())
        return (0..<block.count).map(block.exchange)
    }

    @Test("gives back what was put in, whatever that is", arguments: UInt64(1)...40)
    func anything(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let count = Int.random(in: 1..<120, using: &random)
        let exchanges = (0..<count).map { _ in Exchange.random(using: &random) }.inCorpusOrder
        #expect(try roundTrip(exchanges) == exchanges)
    }

    @Test("holds times from the first to the last that there is")
    func extremes() throws {
        var first = Exchange.simple()
        first.start = Timestamp(nanoseconds: .min)
        var last = Exchange.simple()
        last.start = Timestamp(nanoseconds: .max)
        #expect(try roundTrip([first, first, last, last]) == [first, first, last, last])
    }

    @Test("keeps a duration that is shorter than the time to the first byte as it is")
    func oddTimes() throws {
        let outcome = Outcome(ending: .complete, status: 200, timeToFirstByte: 9, duration: 5)
        let exchange = Exchange.simple(outcome: outcome)
        #expect(try roundTrip([exchange]) == [exchange])
    }

    @Test("pays for the unit that its times are stamped in", arguments: [1, 1000, 1_000_000, 1_000_000_000] as [Int64])
    func units(_ unit: Int64) throws {
        var encoder = BlockEncoder()
        var exchanges: [Exchange] = []
        for index in 0..<100 as Range<Int64> {
            var exchange = Exchange.simple(outcome: Outcome(ending: .complete, duration: UInt64(index * unit)))
            exchange.start = Timestamp(nanoseconds: 1_700_000_000_000_000_000 + index * unit)
            exchanges.append(exchange)
            encoder.append(exchange)
        }
        let content = encoder.finish()
        let coarsest = try #require(TimeUnit(rawValue: content[content.startIndex + 1 + zigzagLength(content)]))
        #expect(coarsest.nanoseconds == UInt64(unit))
        let block = try ExchangeBlock(content)
        #expect((0..<block.count).map(block.exchange) == exchanges)
    }

    /// Bytes of the second number of a block, its first time.
    private func zigzagLength(_ content: [UInt8]) -> Int {
        content.dropFirst().prefix { $0 >= 0x80 }.count + 1
    }

    @Test("stores a string, a line and a body once, however often they come")
    func sharing() {
        var encoder = BlockEncoder()
        let exchange = Exchange.simple(body: String(repeating: "b", count: 1000))
        for _ in 0..<100 { encoder.append(exchange) }
        #expect(encoder.finish().count < 1000 + 100 * 20)
    }

    @Test("is full when its field lines come to much, though the lines are few")
    func combinations() throws {
        var encoder = BlockEncoder()
        let long = "Cookie: " + String(repeating: "c", count: 1 << 20) + "\r\n"
        var count = 0
        while !encoder.isFull {
            encoder.append(.simple(fields: long + "X: \(count)\r\n"))
            count += 1
        }
        #expect(count <= 65)
        let content = encoder.finish()
        #expect(content.count < 2 << 20)
        #expect(try ExchangeBlock(content).count == count)
    }

    @Test("is as it was before responses could be kept, where none is; and a response that comes again is stored once")
    func responses() throws {
        func content(_ responses: [RecordedResponse?]) -> [UInt8] {
            var encoder = BlockEncoder()
            for response in responses {
                var exchange = Exchange.simple()
                exchange.response = response
                encoder.append(exchange)
            }
            return encoder.finish()
        }
        let none = content([nil, nil])
        // The number of exchanges, the time of the first in nine bytes, and the unit without a bit beside it.
        #expect(none[10] & BlockEncoder.hasResponses == 0)
        let body = [UInt8](repeating: 7, count: 1000)
        let kept = RecordedResponse(fieldLines: Array("A: b\r\n".utf8), body: body)
        let one = content([nil, kept])
        #expect(one[10] & BlockEncoder.hasResponses != 0)
        #expect(content(Array(repeating: kept, count: 50)).count < one.count + 50 * 20)
        #expect(try ExchangeBlock(one).exchange(0).response == nil)
        #expect(try ExchangeBlock(one).exchange(1).response == kept)
        let headOnly = RecordedResponse(fieldLines: [], body: nil)
        #expect(try ExchangeBlock(content([headOnly])).exchange(0).response == headOnly)
    }

    @Test("is empty after it was taken, and can be filled again")
    func again() throws {
        var encoder = BlockEncoder()
        encoder.append(.simple("/a"))
        _ = encoder.finish()
        #expect(encoder.count == 0 && encoder.size == 0)
        encoder.append(.simple("/b"))
        let block = try ExchangeBlock(encoder.finish())
        #expect(block.count == 1)
        #expect(block.exchange(0).request.target == "/b")
    }
}
