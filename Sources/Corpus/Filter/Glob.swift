/// A pattern of bytes: `*` stands for any number of them, `?` for one, and every other byte for itself.
package struct Glob: Sendable, Hashable {
    private let pattern: [UInt8]
    private let ignoresCase: Bool

    /// A pattern.
    ///
    /// - Parameter ignoresCase: whether ASCII letters match in either case, as in host names.
    package init(_ text: String, ignoresCase: Bool = false) {
        pattern = text.utf8.map { ignoresCase ? Self.lowercased($0) : $0 }
        self.ignoresCase = ignoresCase
    }

    /// Whether it stands for all of the bytes; takes no more steps than the product of both lengths.
    package func matches(_ bytes: ArraySlice<UInt8>) -> Bool {
        var place = 0
        var index = bytes.startIndex
        var star: (place: Int, index: Int)?
        while index < bytes.endIndex {
            let byte = ignoresCase ? Self.lowercased(bytes[index]) : bytes[index]
            if place < pattern.count, pattern[place] == UInt8(ascii: "*") {
                star = (place, index)
                place += 1
            } else if place < pattern.count, pattern[place] == UInt8(ascii: "?") || pattern[place] == byte {
                place += 1
                index += 1
            } else if let last = star {
                // The last star takes one byte more. An earlier one never has to: what it left is matched already.
                star = (last.place, last.index + 1)
                place = last.place + 1
                index = last.index + 1
            } else {
                return false
            }
        }
        return pattern[place...].allSatisfy { $0 == UInt8(ascii: "*") }
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte
    }
}
