import HTTPWire
import NIOCore

/// One connection to the live server: reads a request, answers it, and ends, or becomes a stream of events.
final class LiveHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let run: LiveRun
    private let watchers: LiveWatchers
    private let takesAnyHost: Bool
    private var parser = HTTP1Parser(role: .request, limits: limits)
    private var isAnswered = false
    private var timer: Scheduled<Void>?

    /// What browsers and scrapers send is far below this.
    private static let limits = {
        var limits = HTTP1Limits()
        limits.headBytes = 16 << 10
        limits.fields = 100
        return limits
    }()

    /// How long a request may take to come, and its answer to be taken.
    private static let requestLimit = TimeAmount.seconds(10)
    private static let answerLimit = TimeAmount.seconds(30)

    init(run: LiveRun, watchers: LiveWatchers, takesAnyHost: Bool) {
        self.run = run
        self.watchers = watchers
        self.takesAnyHost = takesAnyHost
    }

    func channelActive(context: ChannelHandlerContext) {
        closeAfter(Self.requestLimit, context)
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        // What comes behind the first request is read, so that the connection can end well, and passed over.
        guard !isAnswered else { return }
        let event = unwrapInboundIn(data).withUnsafeReadableBytes { bytes in
            var offset = 0
            // The parser copies what it keeps: the span ends with this closure, before the bytes do.
            return parser.next(RawSpan(_unsafeBytes: bytes), from: &offset)
        }
        switch event {
        case .needsMoreBytes: break
        case .failure(.headTooLong), .failure(.tooManyFields):
            answer(.refusal(status: 431, reason: "Expected a shorter head."), isHead: false, context)
        case .failure:
            answer(.refusal(status: 400, reason: "Expected an HTTP request."), isHead: false, context)
        case .head, .body, .end, .tunnel:
            let head = parser.head
            answer(LiveRoute(head, takesAnyHost: takesAnyHost), isHead: head.isHeadRequest, context)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func answer(_ route: LiveRoute, isHead: Bool, _ context: ChannelHandlerContext) {
        isAnswered = true
        timer?.cancel()
        let channel = context.channel
        if route == .events, !isHead {
            watchers.stream(channel, head: LiveResponse.streamHead)
            return
        }
        closeAfter(Self.answerLimit, context)
        Self.respond(to: route, isHead: isHead, on: channel, run)
    }

    private static func respond(to route: LiveRoute, isHead: Bool, on channel: any Channel, _ run: LiveRun) {
        Task {
            let text = await response(to: route, isHead: isHead, run)
            channel.writeAndFlush(ByteBuffer(string: text)).whenComplete { _ in
                channel.close(mode: .output, promise: nil)
            }
        }
    }

    private static func response(to route: LiveRoute, isHead: Bool, _ run: LiveRun) async -> String {
        switch route {
        case .page:
            let page = await run.currentPage().page
            return LiveResponse.text(
                status: 200,
                type: "text/html; charset=utf-8",
                body: page.html,
                isHead: isHead,
                policy: page.policy
            )
        case .metrics:
            let text = MetricsText(await run.snapshot()).text
            return LiveResponse.text(status: 200, type: MetricsText.contentType, body: text, isHead: isHead)
        case .events:
            return LiveResponse.streamHead
        case .refusal(let status, let reason):
            let type = "text/plain; charset=utf-8"
            return LiveResponse.text(status: status, type: type, body: reason + "\n", isHead: isHead)
        }
    }

    private func closeAfter(_ time: TimeAmount, _ context: ChannelHandlerContext) {
        let channel = context.channel
        timer = context.eventLoop.scheduleTask(in: time) { channel.close(promise: nil) }
    }
}

extension MessageHead {
    /// Whether only the head of an answer is asked for.
    fileprivate var isHeadRequest: Bool {
        guard case .request(let method, _, _) = startLine else { return false }
        return bytes[method].elementsEqual("HEAD".utf8)
    }
}
