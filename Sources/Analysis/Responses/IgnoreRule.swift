/// A field of responses whose differences do not count: `$.items[*].id`, `header:etag`, `GET /users/{id}: $.seen`.
///
/// The grammar is `[METHOD /template:] FIELD`; ``init(_:)`` reads it. A path stands for all that is below it, too.
package struct IgnoreRule: Sendable, Hashable {
    /// What a step of a path has to be.
    enum Step: Sendable, Hashable {
        case member(String)
        case element
        /// Any one step.
        case any
        /// Any number of steps, or none.
        case anyDepth
    }

    /// Which field it is.
    enum Field: Sendable, Hashable {
        /// The status code.
        case status
        /// A header field, by its name in lower case.
        case header(String)
        /// What is in the body: all of it without a step, whatever it is.
        case body([Step])
    }

    /// As it was written, in single blanks.
    package var text: String
    /// The endpoint that it is for, as summaries name it; nil for all.
    package var endpoint: String?
    /// Which field it is.
    var field: Field

    /// Whether it is of what is in a body, and not of the body as a whole.
    var isOfPartOfBody: Bool {
        if case .body(let steps) = field { !steps.isEmpty } else { false }
    }

    /// Whether it is for the responses of an endpoint.
    func isFor(_ endpoint: String) -> Bool { self.endpoint == nil || self.endpoint == endpoint }

    /// Whether it covers a difference of a field.
    func covers(_ name: String) -> Bool {
        switch field {
        case .status: name == FieldDifference.status
        case .header(let header): name == FieldDifference.header(header)
        case .body(let steps):
            if name == FieldDifference.body {
                steps.isEmpty
            } else {
                name.hasPrefix("$") && Self.cover(steps[...], FieldPath(name).steps[...])
            }
        }
    }

    private static func cover(_ rule: ArraySlice<Step>, _ path: ArraySlice<FieldPath.Step>) -> Bool {
        guard let first = rule.first else { return true }
        let rest = rule.dropFirst()
        if first == .anyDepth {
            return (path.startIndex...path.endIndex).contains { cover(rest, path[$0...]) }
        }
        guard let step = path.first else { return false }
        let fits: Bool =
            switch first {
            case .any: true
            case .element: step == .element
            case .member(let name): step == .member(name)
            case .anyDepth: false
            }
        return fits && cover(rest, path.dropFirst())
    }
}

/// An `--ignore` that cannot be read: where, and what was expected there.
package struct IgnoreRuleError: Error, Hashable, CustomStringConvertible {
    /// The expression, with the place of its fault.
    private let fault: ExpressionFault

    /// A fault of an expression.
    init(_ expression: [Character], at offset: Int, expected: String) {
        fault = ExpressionFault(expression, at: offset, expected: expected)
    }

    /// What was expected, then the expression, then a caret under the fault.
    package var description: String { fault.text }
}
