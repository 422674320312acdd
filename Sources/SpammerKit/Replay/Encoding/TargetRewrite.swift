/// A change of request targets by a regular expression: `^/v1/(.*)=>/v2/$1`.
///
/// `@unchecked Sendable`: a regular expression does not change once it is made, and Swift's is not marked so.
package struct TargetRewrite: @unchecked Sendable {
    private enum Part {
        case text(String)
        /// What a group of the expression matched, from 1; 0 is all of it.
        case group(Int)
    }

    private let expression: Regex<AnyRegexOutput>
    private let replacement: [Part]

    /// The longest target that is changed; an expression may take very long for one without end.
    package static let longestTarget = 8192

    /// Reads `expression=>replacement`; in the replacement `$0` to `$9` are groups, and `$$` is a `$`.
    ///
    /// - Throws: ``TargetRewriteError`` where it is not of that form.
    package init(_ text: String) throws(TargetRewriteError) {
        // By scalars: an accent at the replacement's beginning makes one character with the arrow's end.
        let scalars = text.unicodeScalars
        guard let arrow = scalars.firstRange(of: "=>".unicodeScalars), arrow.lowerBound > scalars.startIndex else {
            throw .noArrow(text)
        }
        let pattern = String(scalars[..<arrow.lowerBound])
        do {
            expression = try Regex(pattern)
        } catch {
            throw .expression(pattern, "\(error)")
        }
        replacement = Self.parts(of: scalars[arrow.upperBound...])
    }

    /// The target with each match replaced; the same one where there is none.
    package func apply(to target: String) -> String {
        target.replacing(expression) { match in
            var text = ""
            for part in replacement {
                switch part {
                case .text(let literal): text += literal
                case .group(let number):
                    guard match.output.indices.contains(number) else { continue }
                    text += match.output[number].substring ?? ""
                }
            }
            return text
        }
    }

    private static func parts(of text: Substring.UnicodeScalarView) -> [Part] {
        var parts: [Part] = []
        var rest = text
        while let dollar = rest.firstIndex(of: "$") {
            parts.append(.text(String(rest[..<dollar])))
            rest = rest[rest.index(after: dollar)...]
            switch rest.first {
            case "$":
                parts.append(.text("$"))
                rest = rest.dropFirst()
            case let digit? where "0"..."9" ~= digit:
                parts.append(.group(Int(digit.value) - 0x30))
                rest = rest.dropFirst()
            default:
                parts.append(.text("$"))
            }
        }
        parts.append(.text(String(rest)))
        return parts
    }
}

/// A change of targets that cannot be made.
package enum TargetRewriteError: Error, CustomStringConvertible {
    case noArrow(String)
    case expression(String, String)

    package var description: String {
        switch self {
        case .noArrow(let text):
            "expected a regular expression and what replaces it, such as '^/v1/(.*)=>/v2/$1', and there is no => in '\(text)'"
        case .expression(let pattern, let problem): "'\(pattern)' is no regular expression: \(problem)"
        }
    }
}
