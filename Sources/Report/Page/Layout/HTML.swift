/// HTML in which text cannot be taken for markup: what the source code spells out is markup, what is interpolated is text.
///
/// ```swift
/// let cell: HTML = "<td class=\"name\">\(endpoint.name)</td>"
/// ```
///
/// Literals are `StaticString`, so no text made at run time gets in without being escaped. What is escaped may stand between
/// tags and in double-quoted attributes; never in a script, a style, or the name of an attribute.
package struct HTML: Sendable, ExpressibleByStringInterpolation {
    /// The markup.
    package private(set) var markup: String

    /// Markup that the source code spells out.
    package init(stringLiteral value: StaticString) {
        markup = value.description
    }

    /// Markup with text in it.
    package init(stringInterpolation: StringInterpolation) {
        markup = stringInterpolation.markup
    }

    /// Nothing.
    package static let none: HTML = ""

    /// A style or a script that this module holds, as it is.
    init(resource: [UInt8]) {
        markup = String(decoding: resource, as: UTF8.self)
    }

    /// A text, escaped.
    package init(text: String) {
        markup = Self.escaped(text)
    }

    /// Whether there is nothing.
    package var isEmpty: Bool { markup.isEmpty }

    /// Adds markup at the end.
    package static func += (left: inout HTML, right: HTML) {
        left.markup += right.markup
    }

    /// One after the other.
    package static func + (left: HTML, right: HTML) -> HTML {
        var sum = left
        sum += right
        return sum
    }

    /// Text as it is written between tags and in double-quoted attributes, of HTML and of XML 1.0.
    ///
    /// Characters that steer a display are replaced, as on a terminal: one that turns the direction of text could make an
    /// endpoint look like another one.
    package static func escaped(_ text: String) -> String {
        let text = DisplayText.clean(text)
        guard text.utf8.contains(where: { entity(for: $0) != nil }) else { return text }
        var escaped: [UInt8] = []
        escaped.reserveCapacity(text.utf8.count + 16)
        for byte in text.utf8 {
            if let entity = entity(for: byte) { escaped += entity.utf8 } else { escaped.append(byte) }
        }
        return String(decoding: escaped, as: UTF8.self)
    }

    private static func entity(for byte: UInt8) -> String? {
        switch byte {
        case UInt8(ascii: "&"): "&amp;"
        case UInt8(ascii: "<"): "&lt;"
        case UInt8(ascii: ">"): "&gt;"
        case UInt8(ascii: "\""): "&quot;"
        case UInt8(ascii: "'"): "&#39;"
        default: nil
        }
    }
}

extension HTML {
    /// What the compiler puts together where text is interpolated.
    package struct StringInterpolation: StringInterpolationProtocol {
        var markup = ""

        package init(literalCapacity: Int, interpolationCount: Int) {
            markup.reserveCapacity(literalCapacity + interpolationCount * 16)
        }

        /// Markup.
        package mutating func appendLiteral(_ literal: StaticString) {
            markup += literal.description
        }

        /// Text, which is escaped.
        package mutating func appendInterpolation(_ text: String) {
            markup += HTML.escaped(text)
        }

        /// Markup that was made before.
        package mutating func appendInterpolation(_ html: HTML) {
            markup += html.markup
        }

        /// Markup that was made before, one after the other.
        package mutating func appendInterpolation(_ list: [HTML]) {
            for html in list { markup += html.markup }
        }

        /// A whole number.
        package mutating func appendInterpolation(_ number: Int) {
            markup += String(number)
        }

        /// A coordinate, to a hundredth of a pixel; 0 in place of what is no number.
        package mutating func appendInterpolation(_ coordinate: Double) {
            markup += Coordinate.text(coordinate)
        }
    }
}

/// Coordinates of drawings as short as they can be written.
package enum Coordinate {
    /// The number to two decimals, without zeros at its end; 0 in place of what is no number.
    package static func text(_ value: Double) -> String {
        let hundredths = value.isFinite ? (min(max(value, -1e9), 1e9) * 100).rounded() : 0
        let whole = Int64(hundredths)
        let (units, rest) = abs(whole).quotientAndRemainder(dividingBy: 100)
        let sign = whole < 0 ? "-" : ""
        if rest == 0 { return "\(sign)\(units)" }
        return rest % 10 == 0 ? "\(sign)\(units).\(rest / 10)" : "\(sign)\(units).\(rest < 10 ? "0" : "")\(rest)"
    }
}
