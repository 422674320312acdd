/// Numbers for the endpoints of many requests, in the order in which they first came.
///
/// The name of a target that came before is not made again. Both the endpoints and what is remembered of targets are bounded.
package struct EndpointTable: Sendable {
    /// The most endpoints that are told apart; those past it are one, under ``otherName``.
    package static let limit = 1000

    /// The name of all endpoints past the limit together.
    package static let otherName = "(other)"

    /// Targets that are remembered at once, and the most bytes of one that is: about 10 MB of them.
    private static let memoryLimit = 65_536
    private static let memoryLength = 512

    /// The endpoints' names, by number.
    package private(set) var names: [String] = []

    /// What is remembered of the targets of one method.
    private struct Known {
        var targets = ByteTable()
        var numbers: [Int] = []
    }

    private var numbers: [String: Int] = [:]
    private var methods = ByteTable()
    private var known: [Known] = []
    private var knownCount = 0

    private let patterns: [EndpointPattern]

    /// A table without endpoints.
    ///
    /// - Parameter patterns: the user's, the first that fits naming an endpoint before the built-in templates do.
    package init(patterns: [EndpointPattern] = []) {
        self.patterns = patterns
    }

    /// The number of the endpoint that a request belongs to.
    package mutating func index(of request: borrowing RecordedRequest) -> Int {
        let target = request.bytes(of: .target)
        let path = target.prefix { $0 != UInt8(ascii: "?") }
        guard path.count <= Self.memoryLength else { return number(of: name(request.bytes(of: .method), target)) }
        let method = methods.index(of: request.bytes(of: .method))
        if method == known.count { known.append(Known()) }
        let before = known[method].targets.count
        let place = known[method].targets.index(of: path)
        if place < before { return known[method].numbers[place] }
        let number = number(of: name(request.bytes(of: .method), target))
        known[method].numbers.append(number)
        knownCount += 1
        if knownCount >= Self.memoryLimit {
            methods.removeAll()
            known.removeAll()
            knownCount = 0
        }
        return number
    }

    private func name(_ method: ArraySlice<UInt8>, _ target: ArraySlice<UInt8>) -> String {
        if !patterns.isEmpty {
            let path = EndpointTemplate.path(of: target)
            for pattern in patterns {
                if let name = pattern.name(method: method, path: path) { return name }
            }
        }
        return EndpointTemplate.name(method: method, target: target)
    }

    private mutating func number(of name: String) -> Int {
        if let number = numbers[name] { return number }
        let name = names.count >= Self.limit - 1 ? Self.otherName : name
        if let number = numbers[name] { return number }
        numbers[name] = names.count
        names.append(name)
        return names.count - 1
    }
}
