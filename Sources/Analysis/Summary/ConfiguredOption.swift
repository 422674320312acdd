/// The value of one option of a run, as a configuration file has it.
package enum ConfiguredOption: Sendable, Hashable {
    /// Whether a flag is set.
    case flag(Bool)
    /// A value.
    case text(String)
    /// The values of an option that may be given again.
    case list([String])
}

extension ConfiguredOption: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let flag = try? container.decode(Bool.self) {
            self = .flag(flag)
        } else if let list = try? container.decode([String].self) {
            self = .list(list)
        } else {
            self = .text(try container.decode(String.self))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .flag(let flag): try container.encode(flag)
        case .text(let text): try container.encode(text)
        case .list(let list): try container.encode(list)
        }
    }
}
