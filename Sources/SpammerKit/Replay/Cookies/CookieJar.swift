import HTTPWire

/// The cookies that a target has set in one session (RFC 6265, section 5.3), and which of them a request takes along.
///
/// Pure. A cookie that the target has ended, or whose time is over, is remembered without its value: a recorded one of that
/// name is then not sent either.
package struct CookieJar {
    /// Where a request goes, as far as cookies ask for that.
    package struct Place {
        /// The host that the request names, in lower case, without a port.
        var host: [UInt8]
        /// The request's path.
        var path: ArraySlice<UInt8>
        /// Whether it goes over TLS.
        var isTLS: Bool

        /// A place of its parts.
        package init(host: [UInt8], path: ArraySlice<UInt8>, isTLS: Bool) {
            self.host = host
            self.path = path
            self.isTLS = isTLS
        }
    }

    private struct Cookie {
        let name: [UInt8]
        let value: [UInt8]
        let domain: [UInt8]
        /// Whether it is for its domain's own host only, and not for those below it.
        let isForHostOnly: Bool
        let path: [UInt8]
        /// Whether it is for TLS only.
        ///
        /// One that came without TLS goes back without it: what stood before the recorded service, and spoke TLS for it,
        /// is not there.
        let isForTLS: Bool
        /// Seconds since 1970 at which its time is over; `.min` for one that the target has ended.
        let end: Int64
        /// The use of the jar at which it was set, or last sent or left out.
        var lastUse: UInt64

        func isLive(at now: Int64) -> Bool { end > now }

        var bytes: Int { name.count + value.count + domain.count + path.count + CookieJar.overhead }

        func isSame(as other: Cookie) -> Bool {
            name == other.name && domain == other.domain && path == other.path
        }
    }

    /// What has become of a cookie that a response set.
    package enum Setting {
        case set
        /// It was one that ends another.
        case ended
        /// It was for another domain than the request's (RFC 6265, section 5.3, step 6), or is none.
        case refused
    }

    /// Those set first in front.
    private var cookies: [Cookie] = []
    /// How often cookies were set, or asked for.
    private var uses: UInt64 = 0
    /// About how many bytes it takes.
    package private(set) var bytes = 0

    /// A jar of nothing.
    package init() {}

    /// The most cookies; when there are more, one goes whose time is over, or else the one that was not used for longest
    /// (RFC 6265, section 5.3).
    ///
    /// Browsers keep about so many for a site.
    package static let mostCookies = 100
    /// What a cookie takes beside its texts.
    private static let overhead = 160

    /// Takes a cookie out of a response.
    ///
    /// - Parameters:
    ///   - field: the value of `Set-Cookie`.
    ///   - place: where the request went.
    ///   - now: seconds since 1970.
    package mutating func take(_ field: ArraySlice<UInt8>, from place: Place, at now: Int64) -> Setting {
        guard let given = SetCookie(field) else { return .refused }
        if let domain = given.domain, !Self.isDomain(domain, of: place.host) { return .refused }
        let end =
            given.maximumAge.map { age in
                age <= 0 ? Int64.min : now.addingReportingOverflow(age).overflow ? .max : now + age
            } ?? given.expires.map { $0 <= now ? .min : $0 } ?? .max
        uses += 1
        let cookie = Cookie(
            name: given.name,
            value: end == .min ? [] : given.value,
            domain: given.domain ?? place.host,
            isForHostOnly: given.domain == nil,
            path: given.path ?? Array(Self.defaultPath(of: place.path)),
            isForTLS: given.isSecure && place.isTLS,
            end: end,
            lastUse: uses
        )
        if let index = cookies.firstIndex(where: { $0.isSame(as: cookie) }) {
            bytes += cookie.bytes - cookies[index].bytes
            cookies[index] = cookie
        } else {
            if cookies.count >= Self.mostCookies { removeOne(at: now) }
            bytes += cookie.bytes
            cookies.append(cookie)
        }
        return end == .min ? .ended : .set
    }

    /// Makes room for a cookie.
    private mutating func removeOne(at now: Int64) {
        func rank(_ index: Int) -> (Int, UInt64) {
            (cookies[index].isLive(at: now) ? 1 : 0, cookies[index].lastUse)
        }
        guard let index = cookies.indices.min(by: { rank($0) < rank($1) }) else { return }
        bytes -= cookies.remove(at: index).bytes
    }

    /// What was done to the cookies of a request.
    package struct Changes: Equatable {
        /// Recorded cookies that have the target's value now, another one or the same.
        package var replaced: UInt64 = 0
        /// The target's cookies that were not recorded.
        package var added: UInt64 = 0
        /// Recorded cookies that are not sent, as the target has ended them.
        package var removed: UInt64 = 0

        /// So many of each.
        package init(replaced: UInt64 = 0, added: UInt64 = 0, removed: UInt64 = 0) {
            self.replaced = replaced
            self.added = added
            self.removed = removed
        }
    }

    /// The `Cookie` value of a request.
    ///
    /// - Parameters:
    ///   - recorded: the values of its `Cookie` fields, as recorded.
    ///   - place: where it goes.
    ///   - now: seconds since 1970.
    ///   - changes: adds what was done.
    /// - Returns: nil where the recorded ones stay as they are; empty where none is left.
    package mutating func value(
        for recorded: [ArraySlice<UInt8>],
        to place: Place,
        at now: Int64,
        _ changes: inout Changes
    ) -> [UInt8]? {
        uses += 1
        for index in cookies.indices where Self.matches(cookies[index], place) { cookies[index].lastUse = uses }
        let matching = cookies.filter { $0.lastUse == uses }
        guard !matching.isEmpty else { return nil }
        // Longer paths first, and then those set first (section 5.4, step 2).
        var live = matching.filter { $0.isLive(at: now) }.enumerated()
            .sorted { ($1.element.path.count, $0.offset) < ($0.element.path.count, $1.offset) }.map(\.element)
        let known = Set(matching.map(\.name))
        var pairs: [ArraySlice<UInt8>] = []
        for pair in recorded.flatMap({ $0.split(separator: ASCII.semicolon) }) {
            let pair = pair.drop(while: ASCII.isBlank)
            guard !pair.isEmpty else { continue }
            let name = pair.prefix { $0 != UInt8(ascii: "=") }
            guard known.contains(Array(name)) else {
                pairs.append(pair)
                continue
            }
            let own = live.filter { $0.name.elementsEqual(name) }
            live.removeAll { $0.name.elementsEqual(name) }
            pairs += own.map(Self.pair)
            if !own.isEmpty || pairs.contains(where: { $0.starts(with: name + [UInt8(ascii: "=")]) }) {
                changes.replaced += 1
            } else {
                changes.removed += 1
            }
        }
        changes.added += UInt64(live.count)
        pairs += live.map(Self.pair)
        return Array(pairs.joined(separator: [ASCII.semicolon, ASCII.space]))
    }

    private static func pair(_ cookie: Cookie) -> ArraySlice<UInt8> {
        (cookie.name + [UInt8(ascii: "=")] + cookie.value)[...]
    }

    private static func matches(_ cookie: Cookie, _ place: Place) -> Bool {
        guard !cookie.isForTLS || place.isTLS, isPath(cookie.path, of: place.path) else { return false }
        return cookie.isForHostOnly ? cookie.domain == place.host : isDomain(cookie.domain, of: place.host)
    }

    /// Whether a host is a domain, or lies below it (section 5.1.3); an address is only itself.
    private static func isDomain(_ domain: [UInt8], of host: [UInt8]) -> Bool {
        if host == domain { return true }
        guard host.count > domain.count, host.suffix(domain.count).elementsEqual(domain) else { return false }
        guard host[host.count - domain.count - 1] == UInt8(ascii: ".") else { return false }
        return !host.allSatisfy { ASCII.isDigit($0) || $0 == UInt8(ascii: ".") || $0 == ASCII.colon }
    }

    /// Whether a request's path is a cookie's, or lies below it (section 5.1.4).
    private static func isPath(_ path: [UInt8], of requested: ArraySlice<UInt8>) -> Bool {
        guard requested.starts(with: path) else { return false }
        if requested.count == path.count || path.last == UInt8(ascii: "/") { return true }
        return requested[requested.startIndex + path.count] == UInt8(ascii: "/")
    }

    /// The path of a cookie that names none: the request's, up to its last `/` (section 5.1.4).
    private static func defaultPath(of path: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard path.first == UInt8(ascii: "/"), let last = path.lastIndex(of: UInt8(ascii: "/")), last > path.startIndex
        else { return [UInt8(ascii: "/")] }
        return path[..<last]
    }
}
