import HTTPWire

extension RawSpan {
    /// Whether these bytes begin with one of the methods that nearly all traffic consists of, and a space.
    ///
    /// Any token is a method, but where only a part of a line is there, in the middle of a stream, a word of any text
    /// would pass for one.
    var beginsWithCommonMethod: Bool {
        hasBytes("GET ", at: 0) || hasBytes("POST ", at: 0) || hasBytes("HEAD ", at: 0) || hasBytes("PUT ", at: 0)
            || hasBytes("DELETE ", at: 0) || hasBytes("OPTIONS ", at: 0) || hasBytes("PATCH ", at: 0)
            || hasBytes("CONNECT ", at: 0) || hasBytes("PROPFIND ", at: 0) || hasBytes("REPORT ", at: 0)
    }

    /// Whether these bytes begin with a method that is registered (RFC 9110, section 16.1.1), or one of UPnP's.
    ///
    /// Behind lost bytes a segment may begin in the middle of a line, and the rest of a method is a token too: `ET` of a
    /// `GET` that is half lost.
    var beginsWithRegisteredMethod: Bool {
        if beginsWithCommonMethod { return true }
        return Self.rareMethods.contains { hasBytes($0, at: 0) }
    }

    private static let rareMethods: [StaticString] = [
        "ACL ", "BASELINE-CONTROL ", "BIND ", "CHECKIN ", "CHECKOUT ", "COPY ", "LABEL ", "LINK ", "LOCK ", "MERGE ",
        "MKACTIVITY ", "MKCALENDAR ", "MKCOL ", "MKREDIRECTREF ", "MKWORKSPACE ", "MOVE ", "ORDERPATCH ", "PROPPATCH ",
        "QUERY ", "REBIND ", "SEARCH ", "TRACE ", "UNBIND ", "UNCHECKOUT ", "UNLINK ", "UNLOCK ", "UPDATE ",
        "UPDATEREDIRECTREF ", "VERSION-CONTROL ", "M-SEARCH ", "NOTIFY ", "SUBSCRIBE ", "UNSUBSCRIBE ",
    ]
}
