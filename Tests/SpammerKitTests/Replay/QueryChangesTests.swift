import Testing

@testable import SpammerKit

@Suite("Changes of a request's query")
struct QueryChangesTests {
    private func changed(_ target: String, set: [String] = [], removed: [String] = []) -> String {
        var changes = QueryChanges()
        for text in set {
            let isSet = changes.set(text)
            #expect(isSet)
        }
        for name in removed { changes.remove(name) }
        return String(decoding: changes.apply(to: Array(target.utf8)[...]), as: UTF8.self)
    }

    @Test("a parameter gets a value where it stands, once, or at the end")
    func set() {
        #expect(changed("/a?x=1&key=2&y=3&key=4", set: ["key=new"]) == "/a?x=1&key=new&y=3")
        #expect(changed("/a?x=1", set: ["key=new"]) == "/a?x=1&key=new")
        #expect(changed("/a", set: ["key=new", "other="]) == "/a?key=new&other=")
        #expect(changed("/a", set: ["key=1", "key=2"]) == "/a?key=2")
        #expect(changed("/a?%6Bey=old", set: ["key=a b&c=d"]) == "/a?key=a%20b%26c%3Dd")
    }

    @Test("a parameter is left out, however often it is there, and with the last one the question mark")
    func removed() {
        #expect(changed("/a?x=1&key=2&y=3&key", removed: ["key"]) == "/a?x=1&y=3")
        #expect(changed("/a?key=2", removed: ["key"]) == "/a")
        #expect(changed("/a?two+words=1&b", removed: ["two words"]) == "/a?b")
    }

    @Test("what is not changed stays byte for byte", arguments: ["/a?x=%zz&&y=+%2", "/a?b=1;c", "/?=&", "/a"])
    func untouched(target: String) {
        #expect(changed(target, removed: ["key"]) == target)
        #expect(changed("*", set: ["key=1"]) == "*")
    }

    @Test("a change without a name and an equals sign is none", arguments: ["", "key", "=value"])
    func malformed(text: String) {
        var changes = QueryChanges()
        let isSet = changes.set(text)
        #expect(!isSet && changes.isEmpty)
    }
}
