import Corpus

/// What changes requests before a replay makes them ready.
package enum ReplayMiddleware: Sendable {
    /// A closure; what it gives nil for is not sent.
    case closure(@Sendable (ReplayRequest) -> ReplayRequest?)
    /// A shell command that reads requests as lines of JSON, and writes what becomes of them.
    case command(String, ExecLimits = ExecLimits())

    /// Whether it is another process, which has to end.
    var isProcess: Bool {
        if case .command = self { true } else { false }
    }

    /// Starts it.
    ///
    /// - Parameter isOver: whether nobody will take requests any more.
    /// - Throws: ``ExecError`` where a command cannot be started.
    func start(isOver: @escaping () -> Bool) throws(ExecError) -> any RequestRewriter {
        switch self {
        case .closure(let rewrite): ClosureRewriter(rewrite)
        case .command(let command, let limits): try ExecRewriter(command, limits, isOver: isOver)
        }
    }
}

/// Changes requests on the way from the corpus to the event loops; on the reader's thread.
protocol RequestRewriter: AnyObject {
    /// The next request, changed; in the order of the source.
    ///
    /// - Parameters:
    ///   - isLastPass: whether none will come when the source has ended.
    ///   - source: gives the next request that is to be changed; nil at its end.
    /// - Returns: nil when all of the source's have been given.
    func next(isLastPass: Bool, from source: () throws -> ReplayStream.Element?) throws -> Rewritten?

    /// Ends it; nothing is asked of it any more.
    func end()
}

/// A request, and what a rewriting made of it.
struct Rewritten {
    /// What is sent.
    enum Fate {
        /// This.
        case send(RecordedRequest)
        /// Nothing, as the rewriting wants it.
        case drop
        /// Nothing, for a reason.
        case fail(String)
    }

    /// The request as it was recorded.
    var element: ReplayStream.Element
    /// What is sent.
    var fate: Fate

    /// What a rewriting gave for a request.
    init(_ element: ReplayStream.Element, shown: ReplayRequest, given: ReplayRequest?) {
        self.element = element
        guard let given else {
            fate = .drop
            return
        }
        do {
            fate = .send(try given.recorded(from: element.exchange.request, shown: shown))
        } catch {
            fate = .fail("what the middleware made of it is no request")
        }
    }

    /// A request of which nothing is known but what becomes of it.
    init(_ element: ReplayStream.Element, _ fate: Fate) {
        self.element = element
        self.fate = fate
    }
}

/// Lets a closure change requests.
final class ClosureRewriter: RequestRewriter {
    private let rewrite: @Sendable (ReplayRequest) -> ReplayRequest?

    /// - Parameter rewrite: gives nil for what is not sent.
    init(_ rewrite: @escaping @Sendable (ReplayRequest) -> ReplayRequest?) {
        self.rewrite = rewrite
    }

    func next(isLastPass: Bool, from source: () throws -> ReplayStream.Element?) throws -> Rewritten? {
        guard let element = try source() else { return nil }
        let shown = ReplayRequest(element)
        return Rewritten(element, shown: shown, given: rewrite(shown))
    }

    func end() {}
}
