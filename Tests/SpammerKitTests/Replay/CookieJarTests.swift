import Testing

@testable import SpammerKit

@Suite("A session's cookies")
struct CookieJarTests {
    private func place(_ host: String = "shop.test", _ path: String = "/", tls: Bool = false) -> CookieJar.Place {
        CookieJar.Place(host: Array(host.utf8), path: Array(path.utf8)[...], isTLS: tls)
    }

    private func set(
        _ jar: inout CookieJar,
        _ fields: String...,
        from place: CookieJar.Place? = nil,
        at now: Int64 = 0
    ) {
        for field in fields { _ = jar.take(Array(field.utf8)[...], from: place ?? self.place(), at: now) }
    }

    private func value(
        _ jar: CookieJar,
        _ recorded: String...,
        to place: CookieJar.Place? = nil,
        at now: Int64 = 0
    ) -> String? {
        var changes = CookieJar.Changes()
        var jar = jar
        return jar.value(for: recorded.map { Array($0.utf8)[...] }, to: place ?? self.place(), at: now, &changes)
            .map { String(decoding: $0, as: UTF8.self) }
    }

    @Test("What the target set takes the recorded one's place, its others come behind, and the rest stays as it was")
    func replaced() {
        var jar = CookieJar()
        set(&jar, "sid=new; HttpOnly", "csrf=c=1")
        #expect(value(jar, "theme=dark; sid=old;  lang=de", "sid=older") == "theme=dark; sid=new; lang=de; csrf=c=1")
    }

    @Test("Without any of the target's, nothing changes")
    func untouched() {
        #expect(value(CookieJar(), "a=1") == nil)
        var jar = CookieJar()
        set(&jar, "a=2; Path=/admin")
        #expect(value(jar, "a=1") == nil)
    }

    @Test(
        "What the target has ended is not sent, recorded or not",
        arguments: ["Max-Age=0", "Expires=Thu, 01 Jan 1970 00:00:00 GMT"]
    )
    func ended(_ attribute: String) {
        var jar = CookieJar()
        set(&jar, "sid=new")
        set(&jar, "sid=; \(attribute)", at: 10)
        #expect(value(jar, "sid=old; a=1", at: 11) == "a=1")
        #expect(value(jar, "sid=old", at: 11) == "")
    }

    @Test("Its time ends it, and Max-Age comes before Expires")
    func expiry() {
        var jar = CookieJar()
        set(&jar, "sid=new; Expires=Fri, 01 Jan 2100 00:00:00 GMT; Max-Age=60", at: 1000)
        #expect(value(jar, "sid=old", at: 1059) == "sid=new")
        #expect(value(jar, "sid=old", at: 1060) == "")
    }

    @Test("A second cookie of the same name, domain and path is the first one with another value")
    func same() {
        var jar = CookieJar()
        set(&jar, "sid=1", "sid=2", "sid=3; Path=/a/")
        #expect(value(jar, "sid=old") == "sid=2")
        // The longer path first (RFC 6265, section 5.4).
        #expect(value(jar, "sid=old", to: place("shop.test", "/a/b")) == "sid=3; sid=2")
    }

    @Test(
        "A cookie is for its path and what lies below (RFC 6265, section 5.1.4)",
        arguments: [
            ("/a/b", nil, "/a/c", true), ("/a/b", nil, "/a", true), ("/a/b", nil, "/ab", false),
            ("/a", nil, "/b", true),
            ("/", "/x", "/x/y", true), ("/", "/x", "/xy", false), ("/", "/x/", "/x", false), ("/", "x", "/z", true),
        ]
    )
    func paths(_ from: String, _ path: String?, _ to: String, _ isSent: Bool) {
        var jar = CookieJar()
        set(&jar, "a=1" + (path.map { "; Path=\($0)" } ?? ""), from: place("shop.test", from))
        #expect((value(jar, "b=2", to: place("shop.test", to)) != nil) == isSent)
    }

    @Test(
        "A cookie is for its host, or, where it names a domain that the host is in, for all of that (section 5.1.3)",
        arguments: [
            (nil, "shop.test", true), (nil, "www.shop.test", false), ("shop.test", "www.shop.test", true),
            (".Shop.Test", "shop.test", true), ("shop.test", "notshop.test", false),
            ("www.shop.test", "www.shop.test", false),
            ("test", "other.test", true), ("other.test", "other.test", false),
        ]
    )
    func domains(_ domain: String?, _ host: String, _ isSent: Bool) {
        var jar = CookieJar()
        set(&jar, "a=1" + (domain.map { "; Domain=\($0)" } ?? ""))
        #expect((value(jar, "b=2", to: place(host)) != nil) == isSent)
    }

    @Test("An address has no domain above it")
    func addresses() {
        var jar = CookieJar()
        set(&jar, "a=1; Domain=0.0.1", from: place("127.0.0.1"))
        #expect(value(jar, "b=2", to: place("127.0.0.1")) == nil)
        set(&jar, "a=1; Domain=127.0.0.1", from: place("127.0.0.1"))
        #expect(value(jar, "b=2", to: place("127.0.0.1")) == "b=2; a=1")
    }

    @Test("A Secure cookie that came over TLS goes over nothing else; one that came without goes back without")
    func secure() {
        var jar = CookieJar()
        set(&jar, "a=1; Secure", from: place(tls: true))
        #expect(value(jar, "a=0") == nil)
        #expect(value(jar, "a=0", to: place(tls: true)) == "a=1")
        var plain = CookieJar()
        set(&plain, "a=1; Secure")
        #expect(value(plain, "a=0") == "a=1")
    }

    @Test(
        "What is no cookie is none",
        arguments: ["", "a", "=b", "; a=1", "a=\u{1}", "a=" + String(repeating: "x", count: 4096)]
    )
    func none(_ field: String) {
        var jar = CookieJar()
        let setting = jar.take(Array(field.utf8)[...], from: place(), at: 0)
        #expect(setting == .refused)
        #expect(jar.bytes == 0)
    }

    @Test("It holds so many and no more, and knows how large it is")
    func bounded() {
        var jar = CookieJar()
        for number in 0..<1000 { set(&jar, "c\(number)=\(String(repeating: "x", count: 1000))") }
        #expect(value(jar, "b=2")?.split(separator: ";").count == CookieJar.mostCookies + 1)
        #expect((100_000...150_000).contains(jar.bytes))
        let before = jar.bytes
        set(&jar, "c999=\(String(repeating: "x", count: 500))")
        #expect(jar.bytes == before - 500)
    }

    @Test("What has ended makes room before what is alive, whatever came first")
    func endedFirst() {
        var jar = CookieJar()
        set(&jar, "sid=new")
        for number in 0..<CookieJar.mostCookies { set(&jar, "c\(number)=1", "c\(number)=; Max-Age=0") }
        #expect(value(jar, "sid=old; c0=1; c1=1") == "sid=new; c0=1")
        for number in 0..<CookieJar.mostCookies { set(&jar, "d\(number)=1; Max-Age=9", at: 10) }
        // Those that ended are gone by now, and then the one that was alive for longest.
        #expect(value(jar, "sid=old", at: 10)?.hasPrefix("sid=old; d0=1; d1=1;") == true)
        set(&jar, "sid=newer", at: 19)
        #expect(value(jar, "sid=old; d0=1; d1=1", at: 19) == "sid=newer; d0=1")
    }

    @Test("The one that was not used for longest makes room, though others were set before it")
    func leastUsedFirst() {
        var jar = CookieJar()
        set(&jar, "sid=new", "c0=1; Path=/c")
        for number in 1..<CookieJar.mostCookies - 1 { set(&jar, "c\(number)=1; Path=/c") }
        var changes = CookieJar.Changes()
        _ = jar.value(for: [], to: place(), at: 0, &changes)
        set(&jar, "d=1; Path=/d")
        #expect(value(jar, "sid=old; c0=0") == "sid=new; c0=0")
        #expect(value(jar, "c0=0; c1=0", to: place("shop.test", "/c"))?.hasPrefix("c0=0; c1=1; c2=1;") == true)
        // Setting it again is a use, too.
        set(&jar, "c1=2; Path=/c", "e=1; Path=/e")
        #expect(value(jar, "c1=0; c2=0", to: place("shop.test", "/c"))?.hasPrefix("c1=2; c2=0; c3=1;") == true)
    }

    @Test("What was done is counted")
    func counts() {
        var jar = CookieJar()
        set(&jar, "a=1", "b=1", "c=; Max-Age=0", "d=1")
        var changes = CookieJar.Changes()
        _ = jar.value(for: [Array("x=0; a=0; c=0; b=1".utf8)[...]], to: place(), at: 0, &changes)
        #expect(changes == CookieJar.Changes(replaced: 2, added: 1, removed: 1))
    }
}

@Suite("A cookie's date")
struct CookieDateTests {
    @Test(
        "is read in all the forms that servers write",
        arguments: [
            ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777), ("Sunday, 06-Nov-94 08:49:37 GMT", 784_111_777),
            ("Sun Nov  6 08:49:37 1994", 784_111_777), ("Thu, 01-Jan-1970 00:00:00 GMT", 0),
            ("Tue, 29 Feb 2028 23:59:59 GMT", 1_835_481_599), ("01 jan 2000 1:02:03", 946_688_523),
            ("Fri, 31 Dec 9999 23:59:59 GMT", 253_402_300_799), ("29 Feb 2000 00:00:00", 951_782_400),
        ] as [(String, Int64)]
    )
    func forms(_ text: String, _ seconds: Int64) {
        #expect(CookieDate.seconds(Array(text.utf8)[...]) == seconds)
    }

    @Test(
        "is none where a part is missing or makes no sense",
        arguments: [
            "", "0", "Sun, 06 Nov 1994", "06 Nov 1994 24:00:00", "32 Nov 1994 08:49:37", "06 Nov 1500 08:49:37",
            "Fri, 31 Feb 2030 00:00:00 GMT", "29 Feb 2027 00:00:00", "29 Feb 2100 00:00:00", "31 Apr 2030 00:00:00",
            "0 Jan 2030 00:00:00",
            "Nov 1994 8:9",
        ]
    )
    func none(_ text: String) {
        #expect(CookieDate.seconds(Array(text.utf8)[...]) == nil)
    }
}

@Suite("The cookies of many sessions")
struct SessionCookiesTests {
    private let place = CookieJar.Place(host: Array("shop.test".utf8), path: [UInt8(ascii: "/")], isTLS: false)

    private func take(_ cookies: inout SessionCookies, _ field: String, session: UInt64, at now: Int64 = 0) {
        cookies.take([Array(field.utf8)[...]], from: place, session: session, at: now)
    }

    @Test("One session's are no other's")
    func apart() {
        var cookies = SessionCookies()
        take(&cookies, "a=1", session: 1)
        take(&cookies, "a=2", session: 2)
        let knowsThird = cookies.knows(3, at: 0)
        #expect(!knowsThird)
        for session in [1, 2] as [UInt64] {
            let value = cookies.value(for: [], to: place, session: session, at: 0)
            #expect(value == Array("a=\(session)".utf8))
        }
        #expect(cookies.counts.sessions == 2)
        #expect(cookies.counts.set == 2)
    }

    @Test("A session in which nothing was set takes nothing")
    func nothing() {
        var cookies = SessionCookies()
        take(&cookies, "no cookie", session: 1)
        let isKnown = cookies.knows(1, at: 0)
        #expect(!isKnown)
        #expect(cookies.counts.refused == 1)
        #expect(cookies.counts.sessions == 0)
    }

    @Test("A hundred thousand sessions take no more than is allowed; those in use stay, and the others are counted")
    func bounded() {
        var cookies = SessionCookies(mostBytes: 100_000)
        take(&cookies, "a=1", session: 1)
        for session in 2...100_000 as ClosedRange<UInt64> {
            take(&cookies, "a=2", session: session)
            _ = cookies.knows(1, at: 0)
        }
        let (stays, isGone) = (cookies.knows(1, at: 0), !cookies.knows(2, at: 0))
        #expect(stays && isGone)
        #expect(cookies.held < 1000)
        #expect(cookies.counts.forgotten + UInt64(cookies.held) == 100_000)
    }

    @Test("A session that nobody has heard of for two hours is over")
    func time() {
        var cookies = SessionCookies()
        take(&cookies, "a=1", session: 1, at: 0)
        take(&cookies, "a=1", session: 2, at: 3599)
        let isUsed = cookies.knows(1, at: 3601)
        _ = cookies.knows(1, at: 7000)
        _ = cookies.knows(3, at: 7300)
        let (stays, isOver) = (cookies.knows(1, at: 7301), !cookies.knows(2, at: 7301))
        #expect(isUsed && stays && isOver)
        #expect(cookies.counts.forgotten == 0)
    }
}
