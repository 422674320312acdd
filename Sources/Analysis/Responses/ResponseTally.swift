/// Counts what came of responses, within bounds.
package struct ResponseTally: Sendable {
    private struct Group: Hashable {
        var endpoint: String
        var field: String
        var kind: FieldDifference.Kind
    }

    private var sum = ResponsesSummary()
    private var endpoints: [String: (compared: UInt64, different: UInt64)] = [:]
    private var groups: [Group: (count: UInt64, example: DifferenceGroup.Example)] = [:]
    /// Responses in which a rule covered a difference, by the rule's place.
    private var rules: [Int: UInt64] = [:]

    /// Nothing counted.
    package init() {}

    /// What a summary has counted; its rules, noise and header fields are not of it.
    init(_ summary: ResponsesSummary) {
        sum = summary
        for endpoint in summary.endpoints {
            let before = endpoints[endpoint.name] ?? (0, 0)
            endpoints[endpoint.name] = (before.compared &+ endpoint.compared, before.different &+ endpoint.different)
        }
        for group in summary.groups {
            take(Group(endpoint: group.endpoint, field: group.field, kind: group.kind), group.count, group.example)
        }
    }

    /// Counts what came of a response.
    ///
    /// - Parameter exchange: the request's number in its corpus.
    package mutating func count(_ result: ResponseComparer.Result, of endpoint: String, exchange: UInt64) {
        sum.checked &+= 1
        if result.comparedHeaders { sum.headersCompared &+= 1 }
        if result.hadNoise { sum.noisy &+= 1 }
        for rule in result.rules { rules[rule, default: 0] &+= 1 }
        switch result.outcome {
        case .equal:
            sum.equal &+= 1
            endpoints[endpoint, default: (0, 0)].compared &+= 1
        case .notComparable(let obstacle):
            sum.notComparable[obstacle.rawValue, default: 0] &+= 1
        case .different(let differences):
            sum.different &+= 1
            endpoints[endpoint, default: (0, 0)].compared &+= 1
            endpoints[endpoint, default: (0, 0)].different &+= 1
            for difference in differences {
                take(
                    Group(endpoint: endpoint, field: difference.field, kind: difference.kind),
                    1,
                    DifferenceGroup.Example(
                        exchange: exchange,
                        recorded: difference.recorded,
                        replayed: difference.replayed
                    )
                )
            }
        }
    }

    /// Counts a response that cannot be compared.
    package mutating func count(_ obstacle: ComparedResponse.Obstacle) {
        sum.checked &+= 1
        sum.notComparable[obstacle.rawValue, default: 0] &+= 1
    }

    /// Adds what was counted elsewhere.
    package mutating func add(_ other: ResponseTally) {
        sum.checked &+= other.sum.checked
        sum.equal &+= other.sum.equal
        sum.different &+= other.sum.different
        sum.notComparable.merge(other.sum.notComparable) { $0 &+ $1 }
        sum.headersCompared &+= other.sum.headersCompared
        sum.noisy &+= other.sum.noisy
        sum.unlisted &+= other.sum.unlisted
        rules.merge(other.rules) { $0 &+ $1 }
        for (name, counts) in other.endpoints {
            endpoints[name, default: (0, 0)].compared &+= counts.compared
            endpoints[name, default: (0, 0)].different &+= counts.different
        }
        // In an order that does not change from run to run, as not all may find room.
        for group in other.summary.groups {
            take(Group(endpoint: group.endpoint, field: group.field, kind: group.kind), group.count, group.example)
        }
    }

    private mutating func take(_ group: Group, _ count: UInt64, _ example: DifferenceGroup.Example) {
        if groups[group] != nil {
            groups[group]?.count &+= count
        } else if groups.count < ResponsesSummary.mostGroups {
            groups[group] = (count, example)
        } else {
            sum.unlisted &+= count
        }
    }

    /// What was counted so far.
    package var summary: ResponsesSummary {
        var summary = sum
        summary.endpoints = endpoints.sorted { $0.key < $1.key }
            .map { ComparedEndpoint(name: $0.key, compared: $0.value.compared, different: $0.value.different) }
        summary.groups = groups.map { group, found in
            DifferenceGroup(
                endpoint: group.endpoint,
                field: group.field,
                kind: group.kind,
                count: found.count,
                example: found.example
            )
        }
        .sorted { ($1.count, $0.endpoint, $0.field, $0.kind) < ($0.count, $1.endpoint, $1.field, $1.kind) }
        return summary
    }

    /// What was counted so far, with the rules by which it was.
    package func summary(_ comparer: ResponseComparer, learned: LearnedFrom) -> ResponsesSummary {
        var summary = summary
        summary.headers = comparer.headers
        summary.ignored = comparer.ignored.enumerated().map { place, rule in
            IgnoredField(rule: rule.text, count: rules[place] ?? 0)
        }
        summary.noise = comparer.noise.list
        summary.learned = learned
        return summary
    }
}
