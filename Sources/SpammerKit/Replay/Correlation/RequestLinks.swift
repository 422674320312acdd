/// What a request of a replay sends back of earlier responses, and what its own response is looked through for.
package final class RequestLinks: Sendable {
    /// A value that it sends back.
    struct Use {
        /// The exchange whose response gives it.
        var exchange: UInt64
        /// Which of that exchange's values: an index into the places of the corpus.
        var source: Int
        /// Where it is in the bytes of the request.
        var range: Range<Int>
        /// How it is written there.
        var writing: LinkPlan.Writing
    }

    /// The number by which later requests know its response.
    let exchange: UInt64
    /// Which places its response is looked at, as indices into those of the corpus.
    let sources: [Int]
    /// The values that it sends back, in the order of their places.
    let uses: [Use]
    /// Values whose place is not in the request any more.
    let unplaced: Int
    /// How long the body is, and where its length is written; nil where it has none.
    let length: EncodedLayout.BodyLength?

    init(exchange: UInt64, sources: [Int], uses: [Use] = [], unplaced: Int = 0, length: EncodedLayout.BodyLength? = nil)
    {
        self.exchange = exchange
        self.sources = sources
        self.uses = uses
        self.unplaced = unplaced
        self.length = length
    }
}
