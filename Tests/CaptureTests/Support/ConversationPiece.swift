import TestSupport

/// Something that one end of a connection may say at any moment, whether it fits there or not.
struct ConversationPiece: Sendable {
    var isServer: Bool
    var bytes: [UInt8]

    private static let client = [
        "GET /a HTTP/1.1\r\nHost: a\r\n\r\n", "HEAD /a HTTP/1.1\r\nHost: a\r\n\r\n",
        "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello",
        "POST /a HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n",
        "PUT /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
        "CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n\r\n",
        "GET /b HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
        "GET /b HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: \r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\u{4}\0\0\0\0\0", "GET /c HTTP/1.1\r\nHo", "hello", "\r\n", "\n",
    ]

    private static let server = [
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "HTTP/1.1 100 Continue\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", "HTTP/1.1 204 No Content\r\n\r\n",
        "HTTP/1.1 200 OK\r\n\r\nuntil the end", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n",
        "\0\0\0\u{4}\0\0\0\0\0", "HTTP/1.1 200 OK\r\nConte", "hello", "0\r\n", "HTTP/1.1 400 Bad Request\r\n\r\n",
    ]

    /// A piece of either end, now and then cut, or with something of the same end behind it.
    static func random(using random: inout SeededGenerator) -> ConversationPiece {
        let isServer = Bool.random(using: &random)
        let words = isServer ? server : client
        var bytes: [UInt8] = []
        for _ in 0..<(Int.random(in: 0..<3, using: &random) == 0 ? 2 : 1) {
            bytes += Array((words.randomElement(using: &random) ?? "").utf8)
        }
        if Int.random(in: 0..<6, using: &random) == 0 {
            bytes = Array(bytes.prefix(.random(in: 1...bytes.count, using: &random)))
        }
        return ConversationPiece(isServer: isServer, bytes: bytes)
    }

    /// The piece as a fuzz target has it: two bytes of its length, with the side in the topmost bit.
    var fuzzed: [UInt8] {
        [UInt8(bytes.count >> 8) | (isServer ? 0x80 : 0), UInt8(truncatingIfNeeded: bytes.count)] + bytes
    }
}
