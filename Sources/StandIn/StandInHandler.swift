import DequeModule
import Glibc
import HTTPWire
import NIOCore

/// One client's connection to the stand-in: reads requests, answers each in its turn, at its time.
final class StandInHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
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
    private var isAnswering = false
    /// Whether a read waits until fewer answers do.
    private var holdsRead = false

    /// Answers that may wait before no more requests are read: whoever sends without end is not held in memory.
    private static let mostAnswers = 256

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

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable { answer(context: context) }
        context.fireChannelWritabilityChanged()
    }

    func read(context: ChannelHandlerContext) {
        if answers.count < Self.mostAnswers { context.read() } else { holdsRead = true }
    }

    func channelInactive(context: ChannelHandlerContext) {
        isClosing = true
        timer?.cancel()
        answers.removeAll()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}

// What comes in.
extension StandInHandler {
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
}

// What goes out.
extension StandInHandler {
    /// Writes what is due of the oldest answers, as far as the client takes it, then waits for the next instant.
    private func answer(context: ChannelHandlerContext) {
        // A flush may tell of its success while it is under way.
        guard !isAnswering else { return }
        isAnswering = true
        defer { isAnswering = false }
        timer?.cancel()
        timer = nil
        defer { goOnReading(context: context) }
        while let first = answers.first, first.isReady {
            let pauses = latency == .recorded && first.plan.pauses
            switch first.stage {
            case .waiting:
                guard isDue(first.start &+ first.plan.firstByte, context: context) else { return context.flush() }
                if !first.plan.head.isEmpty {
                    context.write(wrapOutboundOut(ByteBuffer(bytes: first.plan.head)), promise: nil)
                }
                answers[0].stage = .begun
            case .begun:
                let size = first.plan.bodySize
                guard writeBody(to: pauses ? size / 2 : size, context: context) else { return }
                answers[0].stage = .ending
            case .ending:
                guard !pauses || isDue(first.start &+ first.plan.lastByte, context: context) else {
                    return context.flush()
                }
                guard writeBody(to: first.plan.bodySize, context: context) else { return }
                answers.removeFirst()
                if first.plan.ending != .keep { return end(first.plan.ending, context: context) }
            }
        }
        context.flush()
    }

    private func goOnReading(context: ChannelHandlerContext) {
        guard holdsRead, answers.count < Self.mostAnswers else { return }
        holdsRead = false
        context.read()
    }

    private func isDue(_ instant: UInt64, context: ChannelHandlerContext) -> Bool {
        if latency == .none || instant <= NIODeadline.now().uptimeNanoseconds { return true }
        timer = context.eventLoop.assumeIsolated().scheduleTask(deadline: .uptimeNanoseconds(instant)) {
            self.answer(context: context)
        }
        return false
    }

    /// Writes the oldest answer's body up to so many bytes, in slices of one shared buffer.
    ///
    /// - Returns: Whether all of it is written; where the client does not take it, the rest follows when it does.
    private func writeBody(to goal: UInt64, context: ChannelHandlerContext) -> Bool {
        while answers[0].written < goal {
            if !context.channel.isWritable {
                context.flush()
                guard context.channel.isWritable, !isClosing else { return false }
            }
            let source = answers[0].body ?? filler
            let offset = Int(answers[0].written % UInt64(source.readableBytes))
            let length = Int(min(goal - answers[0].written, UInt64(source.readableBytes - offset)))
            guard let slice = source.getSlice(at: source.readerIndex + offset, length: length) else { return false }
            context.write(wrapOutboundOut(slice), promise: nil)
            answers[0].written += UInt64(length)
        }
        return true
    }

    private func end(_ ending: AnswerPlan.Ending, context: ChannelHandlerContext) {
        isClosing = true
        answers.removeAll()
        let channel = context.channel
        if ending == .reset, let socket = channel as? any SocketOptionProvider {
            context.flush()
            // RFC 9293, section 3.6: closing with the linger time at 0 sends a reset.
            socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).whenComplete { _ in channel.close(promise: nil) }
        } else {
            // Closing lets go of what the client has not taken yet, so it waits for a last write of nothing.
            let written = context.eventLoop.makePromise(of: Void.self)
            written.futureResult.whenComplete { _ in channel.close(promise: nil) }
            context.writeAndFlush(wrapOutboundOut(ByteBuffer()), promise: written)
        }
    }
}

/// An answer on its way.
private struct PendingAnswer {
    enum Stage {
        /// For the time of its first byte.
        case waiting
        /// The head is out; half of the body follows, or all of it.
        case begun
        /// For the time of its last byte.
        case ending
    }

    let plan: AnswerPlan
    let start: UInt64
    /// The plan's body, of a byte at least; nil where it is filler.
    let body: ByteBuffer?
    /// Whether the request is whole; an answer waits for that.
    var isReady: Bool
    var stage = Stage.waiting
    /// Bytes of the body that were written.
    var written: UInt64 = 0

    init(plan: AnswerPlan, start: UInt64, isReady: Bool = false) {
        self.plan = plan
        self.start = start
        self.isReady = isReady
        body = plan.body.isEmpty ? nil : ByteBuffer(bytes: plan.body)
    }
}
