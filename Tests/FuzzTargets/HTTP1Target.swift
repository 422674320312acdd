import HTTPWire

/// A parser of HTTP/1 finds the same messages however the bytes are cut.
enum HTTP1Target {
    /// The first byte says whose messages they are, and how long the pieces are that they are cut into.
    static func run(_ bytes: [UInt8]) {
        guard let options = bytes.first else { return }
        let stream = Array(bytes.dropFirst())
        let role: HTTP1Parser.Role = options & 1 == 0 ? .request : .response
        let whole = parse(stream, role, pieces: Swift.max(stream.count, 1))
        let cut = parse(stream, role, pieces: 1 + Int(options >> 1) % 64)
        require(whole == cut, "\(whole) \(cut)")
    }

    /// What was found, with the bodies put together.
    private struct Found: Equatable {
        var heads: [[UInt8]] = []
        var bodies: [[UInt8]] = []
        var trailers: [[UInt8]] = []
        var ends = 0
        var last: HTTP1Event?
    }

    private static func parse(_ stream: [UInt8], _ role: HTTP1Parser.Role, pieces size: Int) -> Found {
        var parser = HTTP1Parser(role: role)
        var found = Found()
        for start in stride(from: 0, to: stream.count, by: size) {
            let piece = Array(stream[start..<Swift.min(stream.count, start + size)])
            guard take(piece, &parser, &found) else { return found }
        }
        found.last = parser.endOfStream()
        return found
    }

    /// False where nothing more comes.
    private static func take(_ piece: [UInt8], _ parser: inout HTTP1Parser, _ found: inout Found) -> Bool {
        let bytes = piece.span.bytes
        var offset = 0
        while true {
            let event = parser.next(bytes, from: &offset)
            require(offset <= piece.count, "\(offset) of \(piece.count)")
            switch event {
            case .needsMoreBytes:
                require(offset == piece.count, "\(offset) of \(piece.count)")
                return true
            case .head:
                found.heads.append(Array(parser.head.bytes))
                found.bodies.append([])
            case .body(let range):
                found.bodies[found.bodies.count - 1] += piece[range]
            case .end:
                found.ends += 1
                found.trailers.append(Array(parser.trailers))
            case .tunnel, .failure:
                found.last = event
                return false
            }
        }
    }
}
