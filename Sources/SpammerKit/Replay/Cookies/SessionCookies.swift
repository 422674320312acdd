/// The cookie jars of sessions, within bounds of memory and time.
///
/// Sessions in which the target sets no cookie take nothing. Those that were used last are in one table, those before them in
/// another; when the first is full, or an hour has gone by, it becomes the second, and what was in that one is let go:
/// sessions that have ended, or that nobody has heard of for a long time.
struct SessionCookies {
    /// What was done, in all.
    struct Counts: Sendable, Equatable {
        /// Sessions in which the target set a cookie.
        var sessions: UInt64 = 0
        /// Cookies that it set.
        var set: UInt64 = 0
        /// Cookies that it ended.
        var ended: UInt64 = 0
        /// Cookies that were for another domain than their request's, or none at all.
        var refused: UInt64 = 0
        /// What was done to the requests.
        var changes = CookieJar.Changes()
        /// Sessions whose cookies were let go to make room for others.
        var forgotten: UInt64 = 0

        /// Adds the counts of others.
        mutating func add(_ other: Counts) {
            sessions += other.sessions
            set += other.set
            ended += other.ended
            refused += other.refused
            changes.replaced += other.changes.replaced
            changes.added += other.changes.added
            changes.removed += other.changes.removed
            forgotten += other.forgotten
        }
    }

    /// What was done so far.
    private(set) var counts = Counts()

    private var recent: [UInt64: CookieJar] = [:]
    private var recentBytes = 0
    private var older: [UInt64: CookieJar] = [:]
    /// When the first table was begun, in seconds since 1970.
    private var begun: Int64?

    /// Bytes of cookies past which the first table is full; the second one has as many at most.
    private let mostBytes: Int
    /// Seconds after which it is full anyway.
    private static let mostSeconds: Int64 = 3600
    /// What a session takes beside its cookies.
    private static let overhead = 100

    init(mostBytes: Int = 2 << 20) {
        self.mostBytes = mostBytes
    }

    /// Sessions whose cookies it has.
    var held: Int { recent.count + older.count }

    /// Whether anything was set in a session.
    mutating func knows(_ session: UInt64, at now: Int64) -> Bool {
        turnOver(at: now)
        if recent[session] != nil { return true }
        guard let jar = older.removeValue(forKey: session) else { return false }
        recentBytes += jar.bytes + Self.overhead
        recent[session] = jar
        return true
    }

    /// The `Cookie` value of a session's request; see ``CookieJar/value(for:to:at:_:)``.
    mutating func value(
        for recorded: [ArraySlice<UInt8>],
        to place: CookieJar.Place,
        session: UInt64,
        at now: Int64
    ) -> [UInt8]? {
        recent[session]?.value(for: recorded, to: place, at: now, &counts.changes)
    }

    /// Takes the cookies of a response.
    mutating func take(_ fields: [ArraySlice<UInt8>], from place: CookieJar.Place, session: UInt64, at now: Int64) {
        let isKnown = knows(session, at: now)
        var jar = recent.removeValue(forKey: session) ?? CookieJar()
        let before = isKnown ? jar.bytes + Self.overhead : 0
        var isEmpty = !isKnown
        for field in fields {
            switch jar.take(field, from: place, at: now) {
            case .set:
                counts.set += 1
                isEmpty = false
            case .ended:
                counts.ended += 1
                isEmpty = false
            case .refused: counts.refused += 1
            }
        }
        guard !isEmpty else { return }
        if !isKnown { counts.sessions += 1 }
        recentBytes += jar.bytes + Self.overhead - before
        recent[session] = jar
    }

    private mutating func turnOver(at now: Int64) {
        let begun = begun ?? now
        self.begun = begun
        guard recentBytes > mostBytes || now - begun >= Self.mostSeconds else { return }
        if recentBytes > mostBytes { counts.forgotten += UInt64(older.count) }
        older = recent
        recent = [:]
        recentBytes = 0
        self.begun = now
    }
}
