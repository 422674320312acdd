import Corpus

/// What a recording that goes on has been made from since this was asked last: a part for each file that it writes.
struct RunningProvenance {
    private var told = RecordingAccount()
    private var toldExchanges: [UInt64] = []
    private var isFirst = true

    /// The part since the last one.
    ///
    /// - Parameters:
    ///   - options: what is left out by choice.
    ///   - account: the books from the beginning on.
    ///   - sources: with their exchanges from the beginning on, and what is new of warnings.
    ///   - isEnd: whether nothing comes after it; otherwise what is open is carried over.
    mutating func take(
        _ options: RecorderOptions,
        account: RecordingAccount,
        sources: [Provenance.Source],
        isEnd: Bool
    ) -> Provenance {
        var provenance = Provenance()
        provenance.describe(options)
        provenance.account = account
        provenance.account.subtract(told)
        // All together has to balance at the end, so what the last part lacks is what was carried into it.
        if !isEnd || (!isFirst && account.imbalances.isEmpty) { provenance.account.carryOver() }
        for (index, source) in sources.enumerated() {
            var part = source
            if toldExchanges.indices.contains(index) { part.exchanges &-= toldExchanges[index] }
            provenance.sources.append(part)
        }
        told = account
        toldExchanges = sources.map(\.exchanges)
        isFirst = false
        return provenance
    }
}
