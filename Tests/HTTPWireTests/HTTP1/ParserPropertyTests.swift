import HTTPWire
import TestSupport
import Testing

@Suite("Properties of the parser")
struct ParserPropertyTests {
    /// Text near enough to HTTP that each rule of the parser is reached.
    private static let fragments = [
        "GET / HTTP/1.1\r\n", "POST /x HTTP/1.0\n", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 101 x\r\n", "\r\n", "\n", "\r",
        "Content-Length: 4\r\n", "Transfer-Encoding: chunked\r\n", "Connection: close\r\n", "X: y\r\n", " folded\r\n",
        "4\r\nabcd\r\n", "0\r\n\r\n", "0\r\n", "A", "\u{0}", ":", " ", ";", "ffff", "X: a\rb\r\n", "no colon\r\n",
    ]

    @Test("Random messages come back as they were built, however they are cut", arguments: 0..<60 as Range<UInt64>)
    func roundTrip(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let isRequest = Bool.random(using: &random)
        let built = (0..<Int.random(in: 1..<6, using: &random)).map { _ in
            isRequest ? HTTPMessageBuilder.randomRequest(using: &random) : .randomResponse(using: &random)
        }
        let pieces = built.flatMap(\.bytes).randomPieces(longest: 40, using: &random)
        let messages = try #require(ParsedMessage.parse(pieces, role: isRequest ? .request : .response))
        #expect(messages.count == built.count)
        for (message, source) in zip(messages, built) {
            #expect(message.isComplete)
            #expect(message.body == source.body)
            #expect(message.fields == source.fields.map { $0.replacing(": ", with: "=", maxReplacements: 1) })
            #expect(message.trailers == source.trailers.map { $0 + "\r\n" }.joined())
            #expect(message.notes == [])
        }
    }

    @Test("How the bytes are cut never changes what is found", arguments: 0..<400 as Range<UInt64>)
    func cuts(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var text = ""
        for _ in 0..<Int.random(in: 1..<20, using: &random) {
            text += Self.fragments.randomElement(using: &random) ?? ""
        }
        let bytes = Array(text.utf8)
        var limits = HTTP1Limits()
        if Bool.random(using: &random) {
            limits.headBytes = Int.random(in: 1..<80, using: &random)
            limits.fields = Int.random(in: 1..<4, using: &random)
            limits.trailerBytes = Int.random(in: 1..<12, using: &random)
            limits.chunkLineBytes = Int.random(in: 1..<8, using: &random)
        }
        for role in [HTTP1Parser.Role.request, .response] {
            let whole = try #require(ParsedMessage.parse([bytes], role: role, limits: limits))
            let single = try #require(ParsedMessage.parse(bytes.map { [$0] }, role: role, limits: limits))
            #expect(single == whole)
            let pieces = bytes.randomPieces(longest: 12, using: &random)
            let cut = try #require(ParsedMessage.parse(pieces, role: role, limits: limits))
            #expect(cut == whole)
        }
    }

    @Test("Random bytes neither trap nor loop", arguments: 0..<200 as Range<UInt64>)
    func junk(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var bytes = HTTPMessageBuilder.randomRequest(using: &random).bytes
        for _ in 0..<Int.random(in: 1..<10, using: &random) {
            let index = Int.random(in: 0..<bytes.count, using: &random)
            bytes[index] = UInt8.random(in: 0...255, using: &random)
        }
        let pieces = bytes.randomPieces(longest: 50, using: &random)
        let asRequest = try #require(ParsedMessage.parse(pieces, role: .request))
        let asResponse = try #require(ParsedMessage.parse(pieces, role: .response))
        #expect(asRequest.count <= bytes.count)
        #expect(asResponse.count == 1)
    }
}
