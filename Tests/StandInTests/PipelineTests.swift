import NIOCore
import NIOEmbedded
import Testing

@testable import StandIn

@Suite("A client that sends requests without end")
struct PipelineTests {
    /// Counts how often the connection is read from.
    private final class ReadCounter: ChannelOutboundHandler {
        typealias OutboundIn = Never
        var reads = 0

        func read(context: ChannelHandlerContext) {
            reads += 1
        }
    }

    @Test("is read from no further while it takes no answers, and again when it does")
    func reads() throws {
        let (channel, counter) = (EmbeddedChannel(), ReadCounter())
        defer { _ = try? channel.finish(acceptAlreadyClosed: true) }
        var exchanges = [Recorded.exchange(size: 10)].makeIterator()
        let handler = StandInHandler(
            service: RecordedService { exchanges.next() },
            latency: .none,
            counters: StandInCounters(),
            filler: ByteBuffer(repeating: UInt8(ascii: "."), count: 64)
        )
        try channel.pipeline.syncOperations.addHandlers(counter, handler)
        channel.read()
        #expect(counter.reads == 1)
        channel.isWritable = false
        let request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
        for _ in 0..<4 { try channel.writeInbound(ByteBuffer(string: String(repeating: request, count: 100))) }
        channel.read()
        #expect(counter.reads == 1)
        channel.isWritable = true
        channel.pipeline.fireChannelWritabilityChanged()
        #expect(counter.reads == 2)
        var written = 0
        while let buffer = try channel.readOutbound(as: ByteBuffer.self) { written += buffer.readableBytes }
        #expect(written == 400 * "HTTP/1.1 200 \r\nContent-Length: 10\r\n\r\n..........".utf8.count)
        channel.read()
        #expect(counter.reads == 3)
    }
}
