/// What a corpus says of the values that responses gave and later requests sent back.
package struct CorrelationTotals: Sendable, Hashable, Codable {
    /// A place in the responses of an endpoint, and how many of its values were sent back.
    package struct Source: Sendable, Hashable, Codable {
        package var endpoint: String
        /// As ``ValuePlace`` describes it.
        package var place: String
        package var links: UInt64
    }

    /// Values that requests sent back.
    package var links: UInt64 = 0
    /// Requests with such a value.
    package var requests: UInt64 = 0
    /// Values by the kind of place where they were sent back: `header`, `path`.
    package var uses: [String: UInt64] = [:]
    /// Where they came from, in the order of their names.
    package var sources: [Source] = []
    /// Values of sources that are not listed, as there are too many of these.
    package var others: UInt64 = 0

    /// Sources that are listed.
    private static let mostSources = 16_384

    package init() {}

    /// The sources, as a replay looks for them.
    package var places: [ValueSource] {
        sources.compactMap { source in
            ValuePlace(source.place).map { ValueSource(endpoint: source.endpoint, place: $0) }
        }
    }

    /// Takes in those of another file of the same recording.
    package mutating func add(_ other: CorrelationTotals) {
        links &+= other.links
        requests &+= other.requests
        others &+= other.others
        uses.merge(other.uses) { $0 &+ $1 }
        var known: [[String]: Int] = [:]
        for (number, source) in sources.enumerated() { known[[source.endpoint, source.place]] = number }
        for source in other.sources {
            if let number = known[[source.endpoint, source.place]] {
                sources[number].links &+= source.links
            } else if sources.count < Self.mostSources {
                sources.append(source)
            } else {
                others &+= source.links
            }
        }
    }

    /// Adds up links, exchange by exchange.
    struct Builder: Sendable {
        private(set) var totals = CorrelationTotals()
        private var numbers: [ValueSource: Int] = [:]

        /// The totals, with their sources in an order of their own, whatever the order in which they came.
        var sorted: CorrelationTotals {
            var totals = totals
            totals.sources.sort { ($0.endpoint, $0.place) < ($1.endpoint, $1.place) }
            return totals
        }

        mutating func add(_ links: [ValueLink]) {
            guard !links.isEmpty else { return }
            totals.requests &+= 1
            totals.links &+= UInt64(links.count)
            for link in links {
                totals.uses[link.use.name, default: 0] &+= 1
                if let number = numbers[link.source] {
                    totals.sources[number].links &+= 1
                } else if totals.sources.count < CorrelationTotals.mostSources {
                    numbers[link.source] = totals.sources.count
                    let place = link.source.place.description
                    totals.sources.append(Source(endpoint: link.source.endpoint, place: place, links: 1))
                } else {
                    totals.others &+= 1
                }
            }
        }
    }
}
