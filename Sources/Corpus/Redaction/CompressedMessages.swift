/// Messages of gRPC and Connect that are compressed within a body that is not.
///
/// Each message has a prefix: a byte of flags, the lowest of which says that it is compressed, and its length in four
/// bytes (gRPC over HTTP/2, "Length-Prefixed-Message"; the Connect protocol, "Enveloped-Message").
enum CompressedMessages {
    /// Whether a body of a media type has one.
    static func areWithin(_ body: [UInt8], type: String) -> Bool {
        let type = type.lowercased()
        guard type.hasPrefix("application/grpc") || type.hasPrefix("application/connect+") else { return false }
        // It is base64 all over, in which nothing is found by its form.
        if type.hasPrefix("application/grpc-web-text") { return true }
        var place = 0
        while body.count - place >= 5 {
            if body[place] & 1 == 1 { return true }
            let length = body[(place + 1)..<(place + 5)].reduce(0) { $0 << 8 | Int($1) }
            guard length <= body.count - place - 5 else { return false }
            place += 5 + length
        }
        return false
    }
}
