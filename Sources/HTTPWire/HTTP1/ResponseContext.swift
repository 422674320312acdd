/// What a response answers, as far as its framing depends on it (RFC 9112, section 6.3).
package enum ResponseContext: Sendable, Hashable {
    /// A HEAD: the response has no body, whatever its fields say.
    case head
    /// A CONNECT: a 2xx ends HTTP on the connection.
    case connect
    /// Any other method.
    case other

    /// The context that a method makes; methods are case-sensitive (RFC 9110, section 9.1).
    package init(method: RawSpan) {
        if method.byteCount == 4, method.hasBytes("HEAD", at: 0) {
            self = .head
        } else if method.byteCount == 7, method.hasBytes("CONNECT", at: 0) {
            self = .connect
        } else {
            self = .other
        }
    }
}
