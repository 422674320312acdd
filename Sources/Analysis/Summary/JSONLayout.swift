/// Lays out JSON for people: members on lines of their own, arrays of plain values on one line.
///
/// A histogram or a column of a series is one long line that an editor folds away, and what people look for stays in sight.
/// The usual pretty printing gives every number its own line.
package enum JSONLayout {
    private static let indentWidth = 2

    /// Lays out JSON text that has no space between its tokens.
    ///
    /// - Parameter compact: valid JSON, as an encoder writes it. Other bytes come through in some form, without a trap.
    package static func layOut(_ compact: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(compact.count * 2)
        var depth = 0
        var index = 0
        while index < compact.count {
            let byte = compact[index]
            switch byte {
            case UInt8(ascii: "\""):
                let end = endOfString(in: compact, from: index)
                output += compact[index..<end]
                index = end
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                if let end = endOfFlat(in: compact, from: index) {
                    appendFlat(compact[index..<end], to: &output)
                    index = end
                    continue
                }
                depth += 1
                output.append(byte)
                appendLine(depth, to: &output)
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                appendLine(depth, to: &output)
                output.append(byte)
            case UInt8(ascii: ","):
                output.append(byte)
                appendLine(depth, to: &output)
            case UInt8(ascii: ":"):
                output += [byte, UInt8(ascii: " ")]
            default:
                output.append(byte)
            }
            index += 1
        }
        output.append(UInt8(ascii: "\n"))
        return output
    }

    /// The index after a string that begins at a quotation mark.
    private static func endOfString(in bytes: [UInt8], from start: Int) -> Int {
        var index = start + 1
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\\"): index += 2
            case UInt8(ascii: "\""): return index + 1
            default: index += 1
            }
        }
        return bytes.count
    }

    /// The index after an array of plain values, or after an empty object; nil for what needs lines of its own.
    private static func endOfFlat(in bytes: [UInt8], from start: Int) -> Int? {
        let isArray = bytes[start] == UInt8(ascii: "[")
        var index = start + 1
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "]"): return isArray ? index + 1 : nil
            case UInt8(ascii: "}"): return index == start + 1 ? index + 1 : nil
            case UInt8(ascii: "["), UInt8(ascii: "{"): return nil
            case UInt8(ascii: "\""):
                if !isArray { return nil }
                index = endOfString(in: bytes, from: index)
            default:
                if !isArray { return nil }
                index += 1
            }
        }
        return nil
    }

    /// An array on one line, a space after each comma that is not part of a string.
    private static func appendFlat(_ bytes: ArraySlice<UInt8>, to output: inout [UInt8]) {
        var isInString = false
        var isEscaped = false
        for byte in bytes {
            output.append(byte)
            if isEscaped {
                isEscaped = false
            } else if isInString, byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte == UInt8(ascii: "\"") {
                isInString.toggle()
            } else if byte == UInt8(ascii: ","), !isInString {
                output.append(UInt8(ascii: " "))
            }
        }
    }

    private static func appendLine(_ depth: Int, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "\n"))
        output += repeatElement(UInt8(ascii: " "), count: max(0, depth) * indentWidth)
    }
}
