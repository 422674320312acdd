package import Requester

extension RunPlan {
    /// Opens connections to each of the targets before the first arrival.
    ///
    /// - Parameters:
    ///   - origins: the targets.
    ///   - count: how many to each.
    ///   - requester: whose connections they are.
    package mutating func prewarm(_ origins: [Origin], connections count: Int, of requester: PooledRequester) {
        configuration["prewarm"] = String(count)
        prepare = {
            let opened = await requester.prewarm(origins, connections: count)
            return zip(origins, opened).map { origin, opened in
                opened == count
                    ? "Opened \(opened) connections to \(origin) before the first request"
                    : "Opened \(opened) of \(count) connections to \(origin) before the first request: it takes no more, or --connections does not allow them"
            }
        }
    }
}
