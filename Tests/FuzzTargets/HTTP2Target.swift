import HTTPWire

/// A reader of frames finds the same however the bytes are cut, and every byte is in its books.
enum HTTP2Target {
    /// How a client's bytes begin (RFC 9113, section 3.4), with empty settings.
    static let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8) + [0, 0, 0, 4, 0, 0, 0, 0, 0]

    /// The first byte says how long the pieces are that the rest is cut into.
    static func run(_ bytes: [UInt8]) {
        guard let size = bytes.first else { return }
        let stream = preface + bytes.dropFirst()
        let whole = read(stream, pieces: stream.count)
        let cut = read(stream, pieces: 1 + Int(size) % 64)
        require(whole == cut, "\(whole) \(cut)")
    }

    private struct Found: Equatable {
        var events: [String] = []
        var data: [UInt32: [UInt8]] = [:]
        var counted: [UInt64] = []
    }

    private static func read(_ stream: [UInt8], pieces size: Int) -> Found {
        var reader = HTTP2FrameReader(expectsPreface: true)
        var decoder = HeaderDecoder()
        var isReadable = true
        var found = Found()
        var given: UInt64 = 0
        reading: for start in stride(from: 0, to: stream.count, by: size) {
            let piece = Array(stream[start..<min(stream.count, start + size)])
            let bytes = piece.span.bytes
            var offset = 0
            while true {
                let event = reader.next(bytes, from: &offset, mark: 0)
                require(offset <= piece.count, "\(offset) of \(piece.count)")
                switch event {
                case .needsMoreBytes:
                    require(offset == piece.count, "\(offset) of \(piece.count)")
                    given += UInt64(offset)
                    continue reading
                case .data(let id, let range):
                    found.data[id, default: []] += piece[range]
                    continue
                case .failure:
                    given += UInt64(offset)
                    found.events.append("\(event)")
                    break reading
                case .headers, .pushPromise:
                    let fields = isReadable ? try? decoder.decode(reader.headerBlock) : nil
                    isReadable = fields != nil
                    found.events.append("\(event) \(fields ?? [])")
                case .headerTableSize(let size):
                    decoder.setTableSize(size)
                    found.events.append("\(event)")
                case .endOfData, .reset, .goAway:
                    found.events.append("\(event)")
                }
            }
        }
        reader.endOfStream()
        let tally = reader.takeTally()
        found.counted = [tally.inMessages, tally.framing]
        require(tally.inMessages + tally.framing == given, "\(given) \(found)")
        return found
    }
}
