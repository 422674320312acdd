/// Builds the bytes of one HTTP/1 message, and remembers what a reader should find in them.
package struct HTTPMessageBuilder: Sendable {
    /// The start line, without its end.
    package var startLine: String
    /// Field lines, without their ends.
    package var fields: [String] = []
    /// The body as its recipient should see it.
    package var body: [UInt8] = []
    /// Trailer lines, without their ends; only a chunked message sends them.
    package var trailers: [String] = []
    /// The sizes of the chunks; nil for a body that is not chunked.
    ///
    /// One more chunk takes what they leave.
    package var chunks: [Int]?

    /// A request; with a body, `Content-Length` is added unless it is chunked.
    package static func request(
        _ method: String = "GET",
        _ target: String = "/",
        fields: [String] = ["Host: service.test"],
        body: [UInt8] = [],
        chunks: [Int]? = nil
    ) -> Self {
        var message = Self(startLine: "\(method) \(target) HTTP/1.1", fields: fields, body: body, chunks: chunks)
        if chunks == nil, !body.isEmpty { message.fields.append("Content-Length: \(body.count)") }
        if chunks != nil { message.fields.append("Transfer-Encoding: chunked") }
        return message
    }

    /// A response with `Content-Length`, unless it is chunked.
    package static func response(
        _ status: Int = 200,
        fields: [String] = ["Server: test"],
        body: [UInt8] = [],
        chunks: [Int]? = nil
    ) -> Self {
        var message = Self(startLine: "HTTP/1.1 \(status) Reason", fields: fields, body: body, chunks: chunks)
        message.fields.append(chunks == nil ? "Content-Length: \(body.count)" : "Transfer-Encoding: chunked")
        return message
    }

    /// The head, its empty line included.
    package var headBytes: [UInt8] {
        Array(([startLine] + fields + [""]).map { $0 + "\r\n" }.joined().utf8)
    }

    /// The whole message as it is sent.
    package var bytes: [UInt8] {
        headBytes + framedBody
    }

    private var framedBody: [UInt8] {
        guard let chunks else { return body }
        var framed: [UInt8] = []
        var rest = body[...]
        for size in chunks + [body.count] {
            let chunk = rest.prefix(size)
            guard !chunk.isEmpty else { continue }
            rest = rest.dropFirst(chunk.count)
            framed += Array("\(String(chunk.count, radix: 16))\r\n".utf8) + chunk + Array("\r\n".utf8)
        }
        let trailerSection = trailers.map { $0 + "\r\n" }.joined()
        return framed + Array("0\r\n\(trailerSection)\r\n".utf8)
    }
}

extension HTTPMessageBuilder {
    /// A request as random as the grammar lets it be.
    package static func randomRequest(using random: inout SeededGenerator) -> Self {
        let methods = ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND", "M-SEARCH"]
        let method = methods.randomElement(using: &random) ?? "GET"
        let target = "/" + randomWord(using: &random) + "?q=" + randomWord(using: &random)
        var message = request(method, target, fields: randomFields(using: &random))
        message.addRandomBody(using: &random)
        return message
    }

    /// A response as random as the grammar lets it be; never one whose body ends with the connection.
    package static func randomResponse(using random: inout SeededGenerator) -> Self {
        let status = [200, 201, 204, 301, 304, 404, 500].randomElement(using: &random) ?? 200
        var message = Self(startLine: "HTTP/1.1 \(status) Some Reason", fields: randomFields(using: &random))
        if status == 204 || status == 304 { return message }
        message.addRandomBody(using: &random)
        if message.body.isEmpty, message.chunks == nil { message.fields.append("Content-Length: 0") }
        return message
    }

    private mutating func addRandomBody(using random: inout SeededGenerator) {
        let kind = Int.random(in: 0..<3, using: &random)
        guard kind > 0 else { return }
        body = (0..<Int.random(in: 0..<300, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
        if kind == 1 {
            fields.insert("content-length: \(body.count)", at: Int.random(in: 0...fields.count, using: &random))
        } else {
            fields.insert("Transfer-Encoding: chunked", at: Int.random(in: 0...fields.count, using: &random))
            chunks = (0..<3).map { _ in Int.random(in: 1..<100, using: &random) }
            if Bool.random(using: &random) { trailers = ["X-Sum: " + Self.randomWord(using: &random)] }
        }
    }

    private static func randomFields(using random: inout SeededGenerator) -> [String] {
        (0..<Int.random(in: 0..<8, using: &random)).map { _ in
            "X-" + randomWord(using: &random) + ": " + randomWord(using: &random)
        }
    }

    private static func randomWord(using random: inout SeededGenerator) -> String {
        let letters = Array("abcdefghijklmnopqrstuvwxyz0123456789")
        return String(
            (0..<Int.random(in: 1..<20, using: &random)).map { _ in letters.randomElement(using: &random) ?? "a" }
        )
    }
}

extension [UInt8] {
    /// The bytes cut at random places into pieces, none of them empty.
    package func randomPieces(longest: Int, using random: inout SeededGenerator) -> [[UInt8]] {
        var pieces: [[UInt8]] = []
        var rest = self[...]
        while !rest.isEmpty {
            let piece = rest.prefix(Int.random(in: 1...Swift.max(longest, 1), using: &random))
            pieces.append(Array(piece))
            rest = rest.dropFirst(piece.count)
        }
        return pieces
    }
}
