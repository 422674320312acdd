import NIOCore
import NIOHPACK
import NIOHTTP2
import TestSupport

/// A server that answers a target with any bytes, over HTTP/1.1 or HTTP/2 by prior knowledge.
struct AnsweringServer {
    /// An answer.
    struct Answer: Sendable {
        var status = 200
        var fields = [("Content-Type", "application/json")]
        var body: [UInt8] = []

        init(_ text: String = "", status: Int = 200) {
            body = Array(text.utf8)
            self.status = status
        }
    }

    private let listener: LoopbackServer

    var port: Int { listener.port }

    static func start(http2: Bool = false, _ answer: @escaping @Sendable (String) -> Answer) async throws -> Self {
        let listener = try await LoopbackServer.start { channel in
            let pipeline = channel.pipeline.syncOperations
            guard http2 else { return try pipeline.addHandler(HTTP1Answers(answer)) }
            try pipeline.addHandler(NIOHTTP2Handler(mode: .server))
            try pipeline.addHandler(HTTP2Answers(answer))
        }
        return AnsweringServer(listener: listener)
    }

    func shutdown() async { await listener.stop() }
}

/// Reads requests without bodies, and answers each, its body in two chunks.
private final class HTTP1Answers: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let answer: @Sendable (String) -> AnsweringServer.Answer
    private var text = ""

    init(_ answer: @escaping @Sendable (String) -> AnsweringServer.Answer) { self.answer = answer }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        text += String(buffer: unwrapInboundIn(data))
        while let end = text.firstRange(of: "\r\n\r\n") {
            let words = text[..<end.lowerBound].split(separator: " ")
            text = String(text[end.upperBound...])
            let answer = answer(words.count > 1 ? String(words[1]) : "")
            let fields = answer.fields.map { "\($0.0): \($0.1)\r\n" }.joined()
            var bytes = ByteBuffer(string: "HTTP/1.1 \(answer.status) X\r\n\(fields)")
            let hasBody = answer.status != 304 && words.first != "HEAD"
            bytes.writeString(hasBody ? "Transfer-Encoding: chunked\r\n\r\n" : "\r\n")
            let middle = answer.body.count / 2
            for part in [answer.body[..<middle], answer.body[middle...]] where hasBody && !part.isEmpty {
                bytes.writeString("\(String(part.count, radix: 16))\r\n")
                bytes.writeBytes(part)
                bytes.writeString("\r\n")
            }
            if hasBody { bytes.writeString("0\r\n\r\n") }
            context.writeAndFlush(wrapOutboundOut(bytes), promise: nil)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}

/// Answers each stream when its head has come, its body in two frames.
private final class HTTP2Answers: ChannelInboundHandler {
    typealias InboundIn = HTTP2Frame
    typealias OutboundOut = HTTP2Frame

    private let answer: @Sendable (String) -> AnsweringServer.Answer

    init(_ answer: @escaping @Sendable (String) -> AnsweringServer.Answer) { self.answer = answer }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data)
        guard case .headers(let head) = frame.payload else { return }
        let answer = answer(head.headers.first(name: ":path") ?? "")
        var headers = HPACKHeaders([(":status", String(answer.status))])
        for (name, value) in answer.fields { headers.add(name: name.lowercased(), value: value) }
        write(.headers(.init(headers: headers)), on: frame.streamID, context)
        let middle = answer.body.count / 2
        for (part, isLast) in [(answer.body[..<middle], false), (answer.body[middle...], true)] {
            let data = HTTP2Frame.FramePayload.Data(data: .byteBuffer(ByteBuffer(bytes: part)), endStream: isLast)
            write(.data(data), on: frame.streamID, context)
        }
        context.flush()
    }

    private func write(_ payload: HTTP2Frame.FramePayload, on stream: HTTP2StreamID, _ context: ChannelHandlerContext) {
        context.write(wrapOutboundOut(HTTP2Frame(streamID: stream, payload: payload)), promise: nil)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
