import Foundation

extension LogLine {
    /// A member's value.
    enum Value: Sendable, Decodable {
        case text(String)
        case number(Double)
        /// A whole number that a `Double` does not tell from its neighbours: nanoseconds since 1970.
        case integer(Int64)
        case list([Value])
        case object([String: Value])
        case nothing

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let text = try? container.decode(String.self) {
                self = .text(text)
            } else if let number = try? container.decode(Double.self) {
                if number.magnitude > Self.exactLimit, let whole = try? container.decode(Int64.self) {
                    self = .integer(whole)
                } else {
                    self = .number(number)
                }
            } else if let object = try? container.decode([String: Value].self) {
                self = .object(object)
            } else if let list = try? container.decode([Value].self) {
                self = .list(list)
            } else {
                self = .nothing
            }
        }

        /// All whole numbers up to 2^53 are doubles.
        private static let exactLimit = 9_007_199_254_740_992.0

        /// The value as text; nil for what is none, and for what stands for nothing.
        var text: String? {
            switch self {
            case .text(let text): text.isEmpty || text == "-" ? nil : text
            case .number(let number):
                number == number.rounded() && number.magnitude < 1e15 ? "\(Int64(number))" : "\(number)"
            case .integer(let number): "\(number)"
            case .list, .object, .nothing: nil
            }
        }

        /// A decimal number, times ten to so many, as a whole one: exact where it is written with no more decimals.
        func scaled(decimals: Int) -> UInt64? {
            switch self {
            case .text(let text): return LogLine.scaled(text, decimals: decimals)
            case .integer(let number): return LogLine.scaled("\(number)", decimals: decimals)
            case .number(let number):
                // A number's shortest text is what was written; only the very small have an exponent in it.
                guard number >= 0, number < 1e16 else { return nil }
                if let exact = LogLine.scaled("\(number)", decimals: decimals) { return exact }
                let product = (0..<decimals).reduce(number) { value, _ in value * 10 }.rounded()
                return product < 9e18 ? UInt64(product) : nil
            case .list, .object, .nothing: return nil
            }
        }
    }
}
