extension CorpusReader {
    /// The values that an exchange of this corpus sends back, each with the number of the exchange whose response gave it.
    ///
    /// It looks for those exchanges, so that the reader stands elsewhere afterwards. What it cannot find has no number: a slice may
    /// not have it, a block may be damaged, and a corpus without an end has no index to find it by.
    package func linkedValues(of exchange: Exchange) -> [LinkedValue] {
        var endpoints = EndpointTable(patterns: footer?.provenance.patterns ?? [])
        var found: [Giver: UInt64?] = [:]
        return exchange.links.map { link in
            let giver = Giver(
                start: link.start(before: exchange.start),
                connection: link.connection,
                endpoint: link.source.endpoint
            )
            let number = found[giver] ?? number(of: giver, &endpoints)
            found[giver] = .some(number)
            return LinkedValue(link, in: exchange.request, exchange: number.map { $0 + 1 })
        }
    }

    /// What a link names an exchange by.
    private struct Giver: Hashable {
        var start: Timestamp
        var connection: UInt64
        var endpoint: String
    }

    private func number(of giver: Giver, _ endpoints: inout EndpointTable) -> UInt64? {
        guard isComplete else { return nil }
        do throws(CorpusError) {
            try seek(to: giver.start)
            while true {
                let number = nextNumber
                guard let candidate = try next(), candidate.start == giver.start else { return nil }
                guard candidate.connection?.id ?? 0 == giver.connection else { continue }
                let endpoint = endpoints.index(of: candidate.request)
                // Endpoints past those that are told apart have one name while a corpus is written, and their own here.
                if endpoints.names[endpoint] == giver.endpoint || giver.endpoint == EndpointTable.otherName {
                    return number
                }
            }
        } catch {
            return nil
        }
    }
}
