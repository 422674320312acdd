import NIOCore
import NIOHPACK
import NIOHTTP2
import TestSupport

/// A ``Shop`` on a port of this machine, over HTTP/1.1 or HTTP/2 by prior knowledge.
struct ShopServer {
    private let listener: LoopbackServer

    var port: Int { listener.port }

    static func start(_ shop: Shop, http2: Bool = false) async throws -> ShopServer {
        let listener = try await LoopbackServer.start { channel in
            let pipeline = channel.pipeline.syncOperations
            guard http2 else { return try pipeline.addHandler(HTTP1Shop(shop)) }
            try pipeline.addHandler(NIOHTTP2Handler(mode: .server))
            try pipeline.addHandler(HTTP2Shop(shop))
        }
        return ShopServer(listener: listener)
    }

    func shutdown() async { await listener.stop() }
}

/// Reads requests whose bodies have a length, and answers each.
private final class HTTP1Shop: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let shop: Shop
    private var text = ""

    init(_ shop: Shop) { self.shop = shop }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        text += String(buffer: unwrapInboundIn(data))
        while let end = text.firstRange(of: "\r\n\r\n") {
            let lines = text[..<end.lowerBound].split(separator: "\r\n")
            let words = lines[0].split(separator: " ")
            var call = Shop.Call(method: String(words[0]), target: String(words[1]))
            for line in lines.dropFirst() {
                let parts = line.split(separator: ": ", maxSplits: 1)
                call.fields[parts[0].lowercased()] = parts.count > 1 ? String(parts[1]) : ""
            }
            let length = call.fields["content-length"].flatMap(Int.init) ?? 0
            guard text[end.upperBound...].utf8.count >= length else { return }
            let rest = text.utf8[end.upperBound...]
            call.body = String(decoding: rest.prefix(length), as: UTF8.self)
            text = String(decoding: rest.dropFirst(length), as: UTF8.self)
            guard shop.answers(call) else { return context.close(promise: nil) }
            let answer = shop.answer(call)
            let fields = answer.fields.map { "\($0.0): \($0.1)\r\n" }.joined()
            let head = "HTTP/1.1 \(answer.status) X\r\n\(fields)Content-Length: \(answer.body.utf8.count)\r\n\r\n"
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: head + answer.body)), promise: nil)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}

/// Gathers the frames of each stream, and answers it when it is whole.
private final class HTTP2Shop: ChannelInboundHandler {
    typealias InboundIn = HTTP2Frame
    typealias OutboundOut = HTTP2Frame

    private let shop: Shop
    private var calls: [HTTP2StreamID: Shop.Call] = [:]

    init(_ shop: Shop) { self.shop = shop }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data)
        switch frame.payload {
        case .headers(let headers):
            var call = Shop.Call(
                method: headers.headers.first(name: ":method") ?? "",
                target: headers.headers.first(name: ":path") ?? ""
            )
            // Cookies may come in pieces (RFC 9113, section 8.2.3).
            for field in headers.headers where !field.name.hasPrefix(":") {
                let before = field.name == "cookie" ? call.fields["cookie"].map { $0 + "; " } ?? "" : ""
                call.fields[field.name] = before + field.value
            }
            calls[frame.streamID] = call
            if headers.endStream { answer(frame.streamID, context) }
        case .data(let data):
            if case .byteBuffer(let buffer) = data.data { calls[frame.streamID]?.body += String(buffer: buffer) }
            if data.endStream { answer(frame.streamID, context) }
        default: break
        }
    }

    private func answer(_ stream: HTTP2StreamID, _ context: ChannelHandlerContext) {
        guard let call = calls.removeValue(forKey: stream) else { return }
        let answer = shop.answer(call)
        var headers = HPACKHeaders([(":status", String(answer.status))])
        for (name, value) in answer.fields { headers.add(name: name.lowercased(), value: value) }
        let head = HTTP2Frame.FramePayload.headers(.init(headers: headers))
        context.write(wrapOutboundOut(HTTP2Frame(streamID: stream, payload: head)), promise: nil)
        let body = HTTP2Frame.FramePayload.data(
            .init(data: .byteBuffer(ByteBuffer(string: answer.body)), endStream: true)
        )
        context.writeAndFlush(wrapOutboundOut(HTTP2Frame(streamID: stream, payload: body)), promise: nil)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
