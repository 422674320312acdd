import Testing

@testable import Requester

@Suite("An origin")
struct OriginTests {
    @Test(
        "is read from a URL, with the target that asks for the rest",
        arguments: [
            ("http://service.test", "http://service.test", "/"),
            ("HTTP://Service.Test:80/a", "http://service.test", "/a"),
            ("https://service.test:443/a?b=c#d", "https://service.test", "/a?b=c"),
            ("https://service.test:80", "https://service.test:80", "/"), ("http://h?q", "http://h", "/?q"),
            ("http://[2001:DB8::1]:8080/x", "http://[2001:db8::1]:8080", "/x"), ("http://[::1]", "http://[::1]", "/"),
            ("http://h:/", "http://h", "/"), ("http://h#f", "http://h", "/"),
        ]
    )
    func urls(_ url: String, _ origin: String, _ target: String) throws {
        let parsed = try #require(Origin.parse(url: url))
        #expect(parsed.origin.description == origin)
        #expect(parsed.target == target)
    }

    @Test(
        "is none where the text is no such URL",
        arguments: [
            "", "service.test", "ftp://a", "http://", "http:///a", "http://h:0", "http://h:70000", "http://h:x",
            "http://u@h", "http://u:p@h", "http://[::1", "http://[::1]x", "http://[]", "http://h/a b", "http://hä/",
            "http://h/\r\nX: 1",
        ]
    )
    func notURLs(_ url: String) {
        #expect(Origin.parse(url: url) == nil)
    }

    @Test("can be sent elsewhere by an option of curl's form")
    func overrides() throws {
        let simple = try ResolveOverride("Service.test:443:127.0.0.1")
        #expect(simple.host == "service.test" && simple.port == 443 && simple.address == "127.0.0.1")
        #expect(try ResolveOverride("h:1:[::1]").address == "::1")
        #expect(try ResolveOverride("h:1:::1").address == "::1")
        for bad in ["", "h", "h:1", "h:1:", ":1:a", "h:0:a", "h:x:a", "h:70000:a"] {
            #expect(throws: InvalidOption.self) { try ResolveOverride(bad) }
        }
    }
}
