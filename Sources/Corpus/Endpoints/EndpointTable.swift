/// Numbers for the endpoints of many requests, in the order in which they first came.
///
/// The name of a target that came before is not made again. Both the endpoints and what is remembered of targets are bounded.
package struct EndpointTable: Sendable {
    /// The most endpoints that are told apart; those past it are one, under ``otherName``.
    package static let limit = 1000

    /// The name of all endpoints past the limit together.
    package static let otherName = "(other)"

    /// Targets that are remembered at once: about 10 MB of them.
    private static let memoryLimit = 65_536

    /// The endpoints' names, by number.
    package private(set) var names: [String] = []

    private var numbers: [String: Int] = [:]
    private var targets = ByteTable()
    private var targetNumbers: [Int] = []

    package init() {}

    /// The number of the endpoint that a request belongs to.
    package mutating func index(of request: borrowing RecordedRequest) -> Int {
        let method = request.range(of: .method)
        let target = request.range(of: .target)
        let known = targets.count
        // Method and target lie behind one another. The method's length goes in by the lookup being of both.
        let place = request.storage.withUnsafeBytes { all in
            let bytes = UnsafeRawBufferPointer(rebasing: all[method.lowerBound..<target.upperBound])
            let query = bytes.firstIndex(of: UInt8(ascii: "?")) ?? bytes.count
            return targets.index(of: UnsafeRawBufferPointer(rebasing: bytes[..<query]))
        }
        if place < known { return targetNumbers[place] }
        let number = number(
            of: EndpointTemplate.name(method: request.bytes(of: .method), target: request.bytes(of: .target))
        )
        targetNumbers.append(number)
        if targets.count >= Self.memoryLimit {
            targets.removeAll()
            targetNumbers.removeAll()
        }
        return number
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
