import DequeModule
import Glibc
import HTTPWire
import NIOCore

/// One client's connection to the stand-in: reads requests, answers each in its turn, at its time.
final class StandInHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let service: RecordedService
    private let latency: StandInServer.Latency
    private let counters: StandInCounters
    private let filler: ByteBuffer

    private var parser = HTTP1Parser(role: .request)
    private var answers = Deque<PendingAnswer>()
    private var requestStart: UInt64?
    private var key: [UInt8] = []
    private var timer: Scheduled<Void>?
    private var isClosing = false

    private struct PendingAnswer {
        var plan: AnswerPlan
        var start: UInt64
        /// Whether the request is whole; an answer waits for that.
        var isReady = false
        /// Whether the head and half of the body are out.
        var isBegun = false
    }

    /// A body whose end comes later than its beginning by less than this is written at once.
    private static let leastPause: UInt64 = 1_000_000

    init(service: RecordedService, latency: StandInServer.Latency, counters: StandInCounters, filler: ByteBuffer) {
        self.service = service
        self.latency = latency
        self.counters = counters
        self.filler = filler
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isClosing else { return }
        let now = NIODeadline.now().uptimeNanoseconds
        let buffer = unwrapInboundIn(data)
        buffer.withUnsafeReadableBytes { bytes in
            parse(RawSpan(_unsafeBytes: bytes), at: now, context: context)
        }
        answer(context: context)
    }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        answers.removeAll()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func parse(_ bytes: RawSpan, at now: UInt64, context: ChannelHandlerContext) {
        var offset = 0
        while true {
            if requestStart == nil, offset < bytes.byteCount { requestStart = now }
            switch parser.next(bytes, from: &offset) {
            case .needsMoreBytes:
                if parser.isIdle { requestStart = nil }
                return
            case .head:
                begin(at: now, context: context)
            case .body:
                break
            case .end, .tunnel:
                finish()
            case .failure(let failure):
                answers.append(PendingAnswer(plan: AnswerPlan(malformed: "\(failure)"), start: now, isReady: true))
                isClosing = true
                return
            }
        }
    }

    private func begin(at now: UInt64, context: ChannelHandlerContext) {
        let head = parser.head
        guard case .request(let method, let target, _) = head.startLine else { return }
        key.removeAll(keepingCapacity: true)
        key.append(contentsOf: head.bytes[method])
        let isHead = key.elementsEqual("HEAD".utf8)
        key.append(UInt8(ascii: " "))
        key.append(contentsOf: head.bytes[target])
        let closes = !head.isPersistent
        let plan: AnswerPlan
        if let answer = service.answer(to: key) {
            plan = AnswerPlan(answer, isHead: isHead, closes: closes)
            counters.count(known: true)
        } else {
            plan = AnswerPlan(unknown: key, isHead: isHead, closes: closes)
            counters.count(known: false)
        }
        answers.append(PendingAnswer(plan: plan, start: requestStart ?? now))
        if head.list("expect", contains: "100-continue") {
            // RFC 9110, section 10.1.1: the client holds the body back until it is told to go on.
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: "HTTP/1.1 100 Continue\r\n\r\n")), promise: nil)
        }
    }

    private func finish() {
        requestStart = nil
        guard !answers.isEmpty else { return }
        answers[answers.count - 1].isReady = true
    }

    /// Writes what is due of the oldest answers, then waits for the next instant.
    private func answer(context: ChannelHandlerContext) {
        timer?.cancel()
        timer = nil
        var hasWritten = false
        defer { if hasWritten { context.flush() } }
        while let first = answers.first, first.isReady {
            if !first.isBegun {
                guard isDue(first.start &+ first.plan.firstByte, context: context) else { return }
                let pauses = latency == .recorded && first.plan.lastByte &- first.plan.firstByte >= Self.leastPause
                writeBeginning(of: first.plan, half: pauses, context: context)
                hasWritten = true
                answers[0].isBegun = true
                if !pauses { answers[0].plan.lastByte = first.plan.firstByte }
            }
            guard isDue(answers[0].start &+ answers[0].plan.lastByte, context: context) else { return }
            writeEnd(of: answers[0].plan, context: context)
            hasWritten = true
            let ending = answers.removeFirst().plan.ending
            if ending != .keep {
                hasWritten = false
                return end(ending, context: context)
            }
        }
    }

    private func isDue(_ instant: UInt64, context: ChannelHandlerContext) -> Bool {
        if latency == .none || instant <= NIODeadline.now().uptimeNanoseconds { return true }
        timer = context.eventLoop.assumeIsolated().scheduleTask(deadline: .uptimeNanoseconds(instant)) {
            self.answer(context: context)
        }
        return false
    }

    private func writeBeginning(of plan: AnswerPlan, half: Bool, context: ChannelHandlerContext) {
        guard !plan.head.isEmpty else { return }
        let size = half ? plan.bodySize / 2 : 0
        var buffer = context.channel.allocator.buffer(capacity: plan.head.count)
        buffer.writeBytes(plan.head)
        context.write(wrapOutboundOut(buffer), promise: nil)
        writeBody(plan, size, context: context)
    }

    private func writeEnd(of plan: AnswerPlan, context: ChannelHandlerContext) {
        guard !plan.head.isEmpty else { return }
        // What `writeBeginning` has not written; it wrote half exactly when there is a pause.
        let written = plan.lastByte > plan.firstByte && latency == .recorded ? plan.bodySize / 2 : 0
        writeBody(plan, plan.bodySize - written, context: context)
    }

    /// Slices of one shared buffer, so that a large body costs no memory.
    private func writeBody(_ plan: AnswerPlan, _ size: UInt64, context: ChannelHandlerContext) {
        if !plan.body.isEmpty {
            if size > 0 { context.write(wrapOutboundOut(ByteBuffer(bytes: plan.body)), promise: nil) }
            return
        }
        var left = size
        while left > 0 {
            let length = Int(min(left, UInt64(filler.readableBytes)))
            guard let slice = filler.getSlice(at: filler.readerIndex, length: length) else { return }
            context.write(wrapOutboundOut(slice), promise: nil)
            left -= UInt64(length)
        }
    }

    private func end(_ ending: AnswerPlan.Ending, context: ChannelHandlerContext) {
        isClosing = true
        answers.removeAll()
        context.flush()
        if ending == .reset, let socket = context.channel as? any SocketOptionProvider {
            // RFC 9293, section 3.6: closing with the linger time at 0 sends a reset.
            let channel = context.channel
            socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).whenComplete { _ in channel.close(promise: nil) }
        } else {
            context.close(promise: nil)
        }
    }
}
