/// JSON text (RFC 8259), taken apart: its values in the order of the text, each with where its last descendant ends.
///
/// It copies no value. What is no JSON, is nested too deep or has too many values has no structure.
package struct JSONStructure: Sendable {
    /// What a value is.
    enum Kind: UInt8, Sendable {
        case null, boolean, number, string, array, object
    }

    /// A value.
    struct Node: Sendable {
        var kind: Kind
        /// The name of a member, between its quotes and with its escapes; empty for what is none.
        var key: Range<Int>
        /// Where it is in the text; a string without its quotes.
        var range: Range<Int>
        /// The place of the value that follows it and what is in it.
        var end: Int
    }

    /// The deepest nesting.
    static let mostLevels = 64
    /// The most values: those of some megabytes, at 48 bytes each.
    static let mostNodes = 500_000

    /// The text.
    let text: [UInt8]
    /// The values, the outermost first.
    private(set) var nodes: [Node] = []

    private var index = 0

    /// Takes a text apart; nil where that cannot be done.
    package init?(_ text: [UInt8]) {
        self.text = text
        skipBlanks()
        guard takeValue(key: 0..<0, level: 0) else { return nil }
        skipBlanks()
        guard index == text.count else { return nil }
    }

    /// Whether the whole is an object or an array.
    package var isContainer: Bool { nodes[0].kind == .object || nodes[0].kind == .array }

    /// The places of the members of an object, or of the elements of an array.
    func children(of place: Int) -> [Int] {
        var children: [Int] = []
        var child = place + 1
        while child < nodes[place].end {
            children.append(child)
            child = nodes[child].end
        }
        return children
    }
}

extension JSONStructure {
    private mutating func takeValue(key: Range<Int>, level: Int) -> Bool {
        guard level <= Self.mostLevels, nodes.count < Self.mostNodes, index < text.count else { return false }
        let place = nodes.count
        let start = index
        nodes.append(Node(kind: .null, key: key, range: start..<start, end: place + 1))
        switch text[index] {
        case UInt8(ascii: "{"):
            nodes[place].kind = .object
            guard takeList(to: UInt8(ascii: "}"), { $0.takeMember(level: level + 1) }) else { return false }
        case UInt8(ascii: "["):
            nodes[place].kind = .array
            guard takeList(to: UInt8(ascii: "]"), { $0.takeValue(key: 0..<0, level: level + 1) }) else { return false }
        case UInt8(ascii: "\""):
            guard let string = takeString() else { return false }
            nodes[place].kind = .string
            nodes[place].range = string
            return true
        case UInt8(ascii: "t"):
            nodes[place].kind = .boolean
            guard take("true") else { return false }
        case UInt8(ascii: "f"):
            nodes[place].kind = .boolean
            guard take("false") else { return false }
        case UInt8(ascii: "n"):
            guard take("null") else { return false }
        default:
            nodes[place].kind = .number
            guard takeNumber() else { return false }
        }
        nodes[place].range = start..<index
        nodes[place].end = nodes.count
        return true
    }

    /// What stands between the brackets at the place where this is, with commas between.
    private mutating func takeList(to end: UInt8, _ takeOne: (inout Self) -> Bool) -> Bool {
        index += 1
        skipBlanks()
        if take(end) { return true }
        while true {
            skipBlanks()
            guard takeOne(&self) else { return false }
            skipBlanks()
            if take(end) { return true }
            guard take(UInt8(ascii: ",")) else { return false }
        }
    }

    private mutating func takeMember(level: Int) -> Bool {
        guard index < text.count, text[index] == UInt8(ascii: "\""), let key = takeString() else { return false }
        skipBlanks()
        guard take(UInt8(ascii: ":")) else { return false }
        skipBlanks()
        return takeValue(key: key, level: level)
    }

    private mutating func takeString() -> Range<Int>? {
        let start = index + 1
        index = start
        while index < text.count, text[index] >= 0x20 {
            switch text[index] {
            case UInt8(ascii: "\""):
                index += 1
                return start..<index - 1
            case UInt8(ascii: "\\"): index += 2
            default: index += 1
            }
        }
        return nil
    }

    private mutating func takeNumber() -> Bool {
        _ = take(UInt8(ascii: "-"))
        if !take(UInt8(ascii: "0")) { guard takeDigits() else { return false } }
        if take(UInt8(ascii: ".")) { guard takeDigits() else { return false } }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            guard takeDigits() else { return false }
        }
        return true
    }

    private mutating func takeDigits() -> Bool {
        let start = index
        while index < text.count, text[index] &- 0x30 < 10 { index += 1 }
        return index > start
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard index < text.count, text[index] == byte else { return false }
        index += 1
        return true
    }

    private mutating func take(_ word: StaticString) -> Bool {
        let end = index + word.utf8CodeUnitCount
        let isWord = word.withUTF8Buffer { end <= text.count && text[index..<end].elementsEqual($0) }
        if isWord { index = end }
        return isWord
    }

    private mutating func skipBlanks() {
        while index < text.count {
            switch text[index] {
            case 0x20, 0x09, 0x0A, 0x0D: index += 1
            default: return
            }
        }
    }
}
