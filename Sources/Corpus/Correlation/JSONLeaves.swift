import HTTPWire

/// The strings and numbers of JSON text (RFC 8259), each with the path that leads to it.
///
/// It reads in one pass, copies no value, and stops where the text is no JSON any more, or is nested too deep: what came
/// before counts.
struct JSONLeaves {
    /// A string or a number.
    struct Leaf {
        /// Where it is in the text: a string without its quotes, and with its escapes.
        var range: Range<Int>
        /// Whether it is a string.
        var isString: Bool
    }

    private struct Level {
        var isObject: Bool
        /// How long the path is up to here.
        var length: Int
        /// The number of the element of an array.
        var element = 0
    }

    /// The deepest nesting that is followed.
    private static let mostLevels = 32
    /// The longest path; what has a longer one is passed over.
    private static let longestPath = 256

    private let text: ArraySlice<UInt8>
    private var index: Int
    private var levels: [Level] = []
    private var expectsKey = false
    /// The path to the leaf that ``next()`` gave last: `$.items[3].id`.
    private(set) var path: [UInt8] = [UInt8(ascii: "$")]

    init(_ text: ArraySlice<UInt8>) {
        self.text = text
        index = text.startIndex
    }

    /// The next leaf; nil at the end.
    mutating func next() -> Leaf? {
        while index < text.endIndex {
            let start = index
            switch text[index] {
            case UInt8(ascii: "\""):
                guard let end = stringEnd(from: index + 1) else { return nil }
                index = end + 1
                if expectsKey {
                    let key = text[start + 1..<end]
                    // No JSON, and a corpus has each place in a line of its own.
                    guard !key.contains(where: { $0 < 0x20 }) else { return nil }
                    takeKey(key)
                } else {
                    beginValue()
                    if path.count <= Self.longestPath { return Leaf(range: start + 1..<end, isString: true) }
                }
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
                index = text[index...].firstIndex { !Self.isNumber($0) } ?? text.endIndex
                beginValue()
                if path.count <= Self.longestPath { return Leaf(range: start..<index, isString: false) }
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                guard levels.count < Self.mostLevels else { return nil }
                beginValue()
                let isObject = text[index] == UInt8(ascii: "{")
                levels.append(Level(isObject: isObject, length: path.count))
                expectsKey = isObject
                index += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                guard levels.popLast() != nil else { return nil }
                expectsKey = false
                index += 1
            case UInt8(ascii: ","):
                guard let last = levels.indices.last else { return nil }
                levels[last].element += 1
                expectsKey = levels[last].isObject
                index += 1
            case 0...0x20, UInt8(ascii: ":"), UInt8(ascii: "a")...UInt8(ascii: "z"): index += 1
            default: return nil
            }
        }
        return nil
    }

    /// An element of an array is named by its number; a member has been named by its key.
    private mutating func beginValue() {
        guard let level = levels.last, !level.isObject else { return }
        path.removeLast(path.count - level.length)
        path.append(contentsOf: "[\(level.element)]".utf8)
    }

    private mutating func takeKey(_ key: ArraySlice<UInt8>) {
        guard let level = levels.last else { return }
        path.removeLast(path.count - level.length)
        let isPlain = !key.isEmpty && key.allSatisfy { Self.isNamePart($0) }
        path.append(contentsOf: isPlain ? ".".utf8 : "[\"".utf8)
        path.append(contentsOf: key)
        if !isPlain { path.append(contentsOf: "\"]".utf8) }
        expectsKey = false
    }

    private func stringEnd(from start: Int) -> Int? {
        var index = start
        while index < text.endIndex {
            if text[index] == UInt8(ascii: "\"") { return index }
            index += text[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        return nil
    }

    private static func isNamePart(_ byte: UInt8) -> Bool {
        ASCII.isDigit(byte) || (byte | 0x20) &- 0x61 < 26 || byte == UInt8(ascii: "_")
    }

    private static func isNumber(_ byte: UInt8) -> Bool {
        ASCII.isDigit(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+") || byte == UInt8(ascii: ".")
            || byte | 0x20 == UInt8(ascii: "e")
    }
}
