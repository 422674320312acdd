import Corpus
import HTTPWire

/// Where the parts of a request that ``RequestEncoder`` wrote are, and where in it a recorded value is.
struct EncodedLayout {
    /// A body, and the number that says how long it is.
    struct BodyLength: Sendable {
        /// Where the number is.
        var digits: Range<Int>
        /// Whether it is a chunk's, in hexadecimal digits.
        var isChunk: Bool
        /// Where the body is.
        var body: Range<Int>
    }

    private let bytes: [UInt8]
    private let target: Range<Int>
    private let fields: Range<Int>
    /// Nil where it has no body.
    let length: BodyLength?

    /// Reads a request; nil for what is none.
    init?(_ bytes: [UInt8]) {
        let lineBreak: [UInt8] = [ASCII.carriageReturn, ASCII.lineFeed]
        guard let line = bytes.firstRange(of: lineBreak),
            let first = bytes[..<line.lowerBound].firstIndex(of: ASCII.space),
            let last = bytes[..<line.lowerBound].lastIndex(of: ASCII.space), first < last,
            let end = bytes[line.lowerBound...].firstRange(of: lineBreak + lineBreak)
        else { return nil }
        self.bytes = bytes
        target = first + 1..<last
        fields = line.upperBound..<max(line.upperBound, end.lowerBound + 2)
        length = Self.length(bytes, fields: fields, body: end.upperBound)
    }

    private static func length(_ bytes: [UInt8], fields: Range<Int>, body start: Int) -> BodyLength? {
        for field in FieldLines(bytes[fields]) {
            if FieldName.contentLength.matches(bytes, in: field.name) {
                return BodyLength(digits: field.value, isChunk: false, body: start..<bytes.count)
            }
            guard FieldName.transferEncoding.matches(bytes, in: field.name) else { continue }
            let digits = bytes[start...].prefix { ASCII.hexValue($0) != nil }
            let begin = digits.endIndex + 2
            guard let count = Int(String(decoding: digits, as: UTF8.self), radix: 16), count > 0,
                count <= bytes.count - begin
            else { return nil }
            return BodyLength(digits: start..<digits.endIndex, isChunk: true, body: begin..<begin + count)
        }
        return nil
    }

    /// Where a recorded value is in the request as it is sent; nil where it is not there, or nobody can say where.
    func place(of link: ValueLink, recorded: RecordedRequest, sent: RecordedRequest) -> Range<Int>? {
        let part = recorded.bytes(of: link.use.part)
        guard link.range.upperBound <= part.count, !link.range.isEmpty else { return nil }
        let range = link.range.lowerBound + part.startIndex..<link.range.upperBound + part.startIndex
        let value = part[range]
        switch link.use.part {
        case .fields: return fieldPlace(of: value, at: range, in: part)
        case .body:
            guard let length else { return nil }
            return place(of: value, in: length.body, at: length.body.lowerBound + link.range.lowerBound)
        default:
            // What is cut off, of the form that a proxy gets, is in front.
            return place(of: value, in: target, at: target.upperBound - part.count + link.range.lowerBound)
        }
    }

    /// A value where it is thought to be, or where alone it is.
    private func place(of value: ArraySlice<UInt8>, in region: Range<Int>, at guess: Int) -> Range<Int>? {
        let end = guess + value.count
        if guess >= region.lowerBound, end <= region.upperBound, bytes[guess..<end].elementsEqual(value) {
            return guess..<end
        }
        let found = bytes[region].ranges(of: value)
        return found.count == 1 ? found[0] : nil
    }

    /// A value of a field: in the line that is the same, or else in the only one of the name.
    private func fieldPlace(of value: ArraySlice<UInt8>, at range: Range<Int>, in block: ArraySlice<UInt8>) -> Range<
        Int
    >? {
        var recorded = FieldLines(block).makeIterator()
        while let field = recorded.next() {
            guard field.value.lowerBound <= range.lowerBound, range.upperBound <= field.value.upperBound else {
                continue
            }
            let line = block[recorded.line]
            // Equal lines before it, of which each has its own place.
            var before = FieldLines(block[..<recorded.line.lowerBound]).makeIterator()
            var equal = 0
            while before.next() != nil { if block[before.line].elementsEqual(line) { equal += 1 } }
            var lines = FieldLines(bytes[fields]).makeIterator()
            var named: [Range<Int>] = []
            while let other = lines.next() {
                if bytes[lines.line].elementsEqual(line) {
                    if equal == 0 {
                        let start = lines.line.lowerBound + range.lowerBound - recorded.line.lowerBound
                        return start..<start + range.count
                    }
                    equal -= 1
                }
                let isNamed = bytes[other.name].map(ASCII.lowercased) == block[field.name].map(ASCII.lowercased)
                if isNamed { named.append(other.value) }
            }
            guard named.count == 1 else { return nil }
            return place(of: value, in: named[0], at: -1)
        }
        return nil
    }
}
