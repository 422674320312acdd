/// Follows the structure of JSON text (RFC 8259) byte by byte, without reading its values.
///
/// It knows how deep it is, and by which keys it got there, so that the parts that matter can be cut out of a text of any
/// length; a decoder then reads each part. It checks no more than it needs for that.
struct JSONScanner: Sendable {
    /// What a byte did.
    enum Event: Sendable, Hashable {
        /// Nothing that shows.
        case none
        /// An object or an array began; ``depth`` counts it already.
        case objectBegan
        case arrayBegan
        /// An object or an array ended; ``depth`` does not count it any more.
        case objectEnded
        case arrayEnded
        /// A bracket has no partner, or the nesting is too deep.
        case malformed
    }

    /// The deepest nesting that is followed.
    static let depthLimit = 512

    /// Keys are kept up to this length; no key that matters is longer.
    private static let keyLimit = 64

    /// How many objects and arrays are open.
    var depth: Int { containers.count }

    private var containers: [Container] = []
    private var inString = false
    private var isEscaped = false
    private var text: [UInt8] = []

    private struct Container {
        var isObject: Bool
        /// The last key of an object.
        var key: [UInt8] = []
        /// Whether a string now is a value and no key.
        var isAtValue = false
    }

    /// Whether the object at a depth, from 1, is at the value of a key.
    func isUnder(key: String, at depth: Int) -> Bool {
        guard depth >= 1, depth <= containers.count else { return false }
        return containers[depth - 1].isObject && containers[depth - 1].key.elementsEqual(key.utf8)
    }

    /// Takes the next byte.
    mutating func next(_ byte: UInt8) -> Event {
        if inString {
            takeInString(byte)
            return .none
        }
        switch byte {
        case UInt8(ascii: "\""):
            inString = true
            text.removeAll(keepingCapacity: true)
            return .none
        case UInt8(ascii: ":"):
            if !containers.isEmpty { containers[containers.count - 1].isAtValue = true }
            return .none
        case UInt8(ascii: ","):
            if !containers.isEmpty { containers[containers.count - 1].isAtValue = false }
            return .none
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            guard containers.count < Self.depthLimit else { return .malformed }
            containers.append(Container(isObject: byte == UInt8(ascii: "{")))
            return byte == UInt8(ascii: "{") ? .objectBegan : .arrayBegan
        case UInt8(ascii: "}"), UInt8(ascii: "]"):
            let isObject = byte == UInt8(ascii: "}")
            guard let last = containers.popLast(), last.isObject == isObject else { return .malformed }
            return isObject ? .objectEnded : .arrayEnded
        default:
            return .none
        }
    }

    private mutating func takeInString(_ byte: UInt8) {
        if isEscaped {
            isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
            isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
            inString = false
            if let last = containers.indices.last, containers[last].isObject, !containers[last].isAtValue {
                containers[last].key = text
            }
            return
        }
        if text.count < Self.keyLimit { text.append(byte) }
    }
}
