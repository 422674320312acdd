/// Bodies in parts (RFC 2046, section 5.1), most of them forms (RFC 7578).
extension Redactor {
    /// What stands in front of each part; nil where nothing does.
    ///
    /// It is what the type says, if the body has that, or else the body's first line.
    static func boundary(of type: String, _ body: [UInt8]) -> [UInt8]? {
        if let match = type.firstMatch(of: /(?i)boundary="?([^";]+)"?/) {
            let named = Array("--\(match.1)".utf8).trimmedAtEnd
            if named.count > 2, body.firstRange(of: named) != nil { return named }
        }
        let line = Array(body.drop { $0 <= 0x20 }.prefix { $0 != 0x0A }).trimmedAtEnd
        return line.count > 2 && line.starts(with: "--".utf8) ? line : nil
    }

    /// The parts, each by what its own fields say of it.
    mutating func parts(_ body: [UInt8], _ boundary: [UInt8], depth: Int) -> [UInt8] {
        let marks = body.ranges(of: boundary)
        var result = content(Array(body[..<(marks.first?.lowerBound ?? body.count)]))
        for (number, mark) in marks.enumerated() {
            result.append(contentsOf: body[mark])
            let end = number + 1 < marks.count ? marks[number + 1].lowerBound : body.count
            result.append(contentsOf: part(Array(body[mark.upperBound..<end]), depth: depth))
        }
        return result
    }

    private mutating func part(_ part: [UInt8], depth: Int) -> [UInt8] {
        // Lines end with CRLF, and in what some programs write with a bare LF.
        guard let blank = part.firstRange(of: "\r\n\r\n".utf8) ?? part.firstRange(of: "\n\n".utf8) else {
            return content(part)
        }
        let head = Array(part[..<blank.upperBound])
        var inner = Array(part[blank.upperBound...])
        let tail: [UInt8] = inner.suffix(2) == [0x0D, 0x0A] ? [0x0D, 0x0A] : inner.last == 0x0A ? [0x0A] : []
        inner.removeLast(tail.count)
        let text = String(decoding: head, as: UTF8.self)
        let names = text.matches(of: /(?i)[;\s]name="?([^";\r\n]+)/).map { SecretNames.normalized($0.1.utf8) }
        let type = text.firstMatch(of: /(?i)content-type:\s*([^\r\n]+)/).map { String($0.1) } ?? "text/plain"
        let changed =
            if let name = names.first(where: { rules.isSecret(parameter: $0, inQuery: true) }) {
                secret(inner[...], .none, "\(name) in a body")
            } else {
                content(inner, type: type, depth: depth)
            }
        return content(head) + changed + tail
    }
}

extension [UInt8] {
    /// The bytes without the blanks and line ends behind them.
    fileprivate var trimmedAtEnd: [UInt8] {
        Array(prefix((lastIndex { $0 > 0x20 } ?? -1) + 1))
    }
}
