/// Where an expression of the user's cannot be read, and what was expected there.
struct ExpressionFault: Hashable {
    /// The expression on one line.
    let expression: String
    /// Characters before the fault.
    let offset: Int
    /// What was expected.
    let expected: String

    /// A fault of an expression, whose control characters and line breaks are shown as blanks.
    init(_ expression: [Character], at offset: Int, expected: String) {
        self.expression = String(
            expression.map { character in
                let isPlain = character.unicodeScalars.allSatisfy {
                    switch $0.properties.generalCategory {
                    case .control, .format, .lineSeparator, .paragraphSeparator: false
                    default: true
                    }
                }
                return isPlain ? character : " "
            }
        )
        self.offset = min(max(0, offset), expression.count)
        self.expected = expected
    }

    /// What was expected, then the expression, then a caret under the fault.
    var text: String { "\(expected)\n  \(expression)\n  \(String(repeating: " ", count: offset))^" }
}
