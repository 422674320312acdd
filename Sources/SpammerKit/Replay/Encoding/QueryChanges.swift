/// Which query parameters of a recorded request are set and taken out before it is sent.
///
/// A parameter is a name and a value with `=` between and `&` around, as forms have them (WHATWG URL, section 5.1); names
/// are compared decoded. What is not changed stays as it was, byte for byte.
package struct QueryChanges: Sendable, Hashable {
    private struct Parameter: Sendable, Hashable {
        let name: [UInt8]
        /// The whole parameter, encoded.
        let bytes: [UInt8]
    }

    private var given: [Parameter] = []
    private var removed: [[UInt8]] = []

    /// None.
    package init() {}

    /// Whether nothing changes.
    var isEmpty: Bool { given.isEmpty && removed.isEmpty }

    /// Gives a parameter this value, whatever was recorded; one that was recorded more than once is there once.
    ///
    /// - Parameter text: `name=value`, not encoded.
    /// - Returns: Whether it is of that form.
    package mutating func set(_ text: String) -> Bool {
        guard let equals = text.utf8.firstIndex(of: UInt8(ascii: "=")), equals > text.startIndex else { return false }
        let name = Array(text.utf8[..<equals])
        let value = Array(text.utf8[equals...].dropFirst())
        given.removeAll { $0.name == name }
        given.append(Parameter(name: name, bytes: Self.encoded(name) + [UInt8(ascii: "=")] + Self.encoded(value)))
        return true
    }

    /// Leaves a parameter out, however often it was recorded.
    package mutating func remove(_ name: String) {
        removed.append(Array(name.utf8))
    }

    /// A request target with the changes; one that is no path stays as it is.
    package func apply(to target: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard !isEmpty, target.first == UInt8(ascii: "/") else { return target }
        let path = target.prefix { $0 != UInt8(ascii: "?") }
        let query = target[path.endIndex...].dropFirst()
        var kept: [ArraySlice<UInt8>] = []
        var done: Set<[UInt8]> = []
        // A `?` without parameters is none to keep.
        let parameters =
            query.isEmpty ? [] : query.split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: false)
        for parameter in parameters {
            let name = Self.decoded(parameter.prefix { $0 != UInt8(ascii: "=") })
            if let change = given.first(where: { $0.name == name }) {
                if done.insert(name).inserted { kept.append(change.bytes[...]) }
            } else if !removed.contains(name) {
                kept.append(parameter)
            }
        }
        kept += given.filter { !done.contains($0.name) }.map { $0.bytes[...] }
        guard !kept.isEmpty else { return path }
        return (Array(path) + [UInt8(ascii: "?")] + Array(kept.joined(separator: [UInt8(ascii: "&")])))[...]
    }

    /// Percent-encoded but for what needs no encoding anywhere (RFC 3986, section 2.3).
    private static func encoded(_ bytes: [UInt8]) -> [UInt8] {
        let digits = Array("0123456789ABCDEF".utf8)
        return bytes.flatMap { byte -> [UInt8] in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                [byte]
            default:
                [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
    }

    /// Without the percent-encoding; what is no encoding stays.
    private static func decoded(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var decoded: [UInt8] = []
        var rest = bytes
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), let high = rest.first.flatMap(digit),
                let low = rest.dropFirst().first.flatMap(digit)
            {
                decoded.append(high << 4 | low)
                rest = rest.dropFirst(2)
            } else {
                decoded.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
            }
        }
        return decoded
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
