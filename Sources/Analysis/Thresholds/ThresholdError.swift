/// A threshold that cannot be read: where, and what was expected there.
package struct ThresholdError: Error, Hashable, CustomStringConvertible {
    private let fault: ExpressionFault

    /// A fault of an expression.
    init(_ expression: [Character], at offset: Int, expected: String) {
        fault = ExpressionFault(expression, at: offset, expected: expected)
    }

    /// The expression on one line.
    package var expression: String { fault.expression }
    /// Characters before the fault.
    package var offset: Int { fault.offset }
    /// What was expected.
    package var expected: String { fault.expected }

    /// What was expected, then the expression, then a caret under the fault.
    package var description: String { fault.text }
}
