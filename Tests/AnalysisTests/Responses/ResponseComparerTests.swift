import Corpus
import Testing

@testable import Analysis

@Suite("A replayed response beside the recorded one")
struct ResponseComparerTests {
    private static let endpoint = "GET /users/{id}"

    /// A response whose digest is as different as its body.
    private static func response(
        _ body: String? = nil,
        status: UInt16 = 200,
        headers: [String?]? = nil,
        digest: UInt32? = 1,
        _ change: (inout ResponseContent) -> Void = { _ in }
    ) -> ResponseContent {
        var content = ResponseContent(status: status)
        content.headers = headers
        content.body = body.map { Array($0.utf8) }
        content.size = UInt64(body?.utf8.count ?? 10)
        content.digest = digest
        change(&content)
        return content
    }

    private static func outcome(
        _ recorded: ResponseContent,
        _ replayed: ResponseContent,
        isBodiless: Bool = false,
        _ change: (inout ResponseComparer) -> Void = { _ in }
    ) -> ComparedResponse {
        var comparer = ResponseComparer()
        comparer.headers = ["content-type", "set-cookie"]
        change(&comparer)
        return comparer.compare(recorded, replayed, of: endpoint, isBodiless: isBodiless).outcome
    }

    private static func fields(_ outcome: ComparedResponse) -> [String] {
        guard case .different(let differences) = outcome else { return ["\(outcome)"] }
        return differences.map { "\($0.field) \($0.kind) \($0.recorded ?? "-") \($0.replayed ?? "-")" }
    }

    @Test("Without bodies, size and digest decide")
    func digests() {
        #expect(Self.outcome(Self.response(), Self.response()) == .equal)
        #expect(
            Self.fields(Self.outcome(Self.response(), Self.response(digest: 0xAB)))
                == ["body value 10 bytes, CRC-32 00000001 10 bytes, CRC-32 000000ab"]
        )
        #expect(Self.outcome(Self.response(digest: nil), Self.response()) == .notComparable(.noDigest))
        #expect(Self.outcome(Self.response(), Self.response(digest: 2), isBodiless: true) == .equal)
        let empty = Self.response("", digest: nil)
        #expect(Self.outcome(empty, Self.response("")) == .equal)
    }

    @Test("Another status is one difference, whatever else is other")
    func status() throws {
        let (old, new) = (Self.response("{}"), Self.response("[]", status: 500, headers: [nil, nil], digest: 2))
        #expect(Self.fields(Self.outcome(old, new)) == ["status value 200 500"])
        let rule = try IgnoreRule("status")
        let ignoring = Self.outcome(old, new) { $0.ignored = [rule] }
        #expect(Self.fields(ignoring) == ["$ type object of 0 members array of 0 elements"])
    }

    @Test("Header fields are compared where both sides have theirs")
    func headers() {
        let old = Self.response(headers: ["text/html", nil])
        #expect(Self.outcome(old, Self.response()) == .equal)
        #expect(
            Self.fields(Self.outcome(old, Self.response(headers: ["text/plain", "sid=0123456789"])))
                == [
                    "header:content-type value text/html text/plain",
                    "header:set-cookie added - text of 14 bytes, not shown",
                ]
        )
    }

    @Test("A credential of a redacted corpus says nothing, and is in nobody's way where it does not count")
    func redactedHeaders() throws {
        let (old, new) = (Self.response(headers: [nil, "sid=p1"]), Self.response(headers: [nil, "sid=s2"]))
        #expect(Self.outcome(old, new) { $0.isRedacted = true } == .notComparable(.redacted))
        let rule = try IgnoreRule("header:set-cookie")
        let ignoring = Self.outcome(old, new) { comparer in
            comparer.isRedacted = true
            comparer.ignored = [rule]
        }
        #expect(ignoring == .equal)
    }

    @Test("JSON is compared by structure, through gzip and deflate, and other bytes from where they differ")
    func bodies() throws {
        let (old, new) = (#"{"price":1,"token":"abc"}"#, #"{"token":"abcd","price":2}"#)
        let expected = [
            "$.price value 1 2", "$.token value text of 3 bytes, not shown text of 4 bytes, not shown",
        ]
        #expect(Self.fields(Self.outcome(Self.response(old), Self.response(new, digest: 2))) == expected)
        let packed = try #require(BodyCoding.gzipped(Array(new.utf8)))
        let compressed = Self.response(digest: 2) {
            $0.body = packed
            $0.coding = "gzip"
        }
        #expect(Self.fields(Self.outcome(Self.response(old), compressed)) == expected)
        // Level, header and trailer make other bytes of the same content.
        let same = try #require(BodyCoding.gzipped(Array(old.utf8)))
        #expect(
            Self.outcome(
                Self.response(old),
                Self.response(digest: 2) {
                    $0.body = same
                    $0.coding = "gzip"
                }
            ) == .equal
        )
        #expect(
            Self.fields(Self.outcome(Self.response("hallo!"), Self.response("hello", digest: 2)))
                == ["body value 6 bytes, CRC-32 00000001 5 bytes, CRC-32 00000002, other from byte 1 on"]
        )
    }

    @Test("A list or an object is compared by structure whichever side has it; two numbers are bytes")
    func structureOfOneSide() {
        let (scalar, list) = (Self.response("1"), Self.response("[1, 2]", digest: 2))
        #expect(Self.fields(Self.outcome(scalar, list)) == ["$ type 1 array of 2 elements"])
        #expect(Self.fields(Self.outcome(list, scalar)) == ["$ type array of 2 elements 1"])
        let other = Self.response("2", digest: 2)
        #expect(
            Self.fields(Self.outcome(scalar, other))
                == ["body value 1 byte, CRC-32 00000001 1 byte, CRC-32 00000002, other from byte 0 on"]
        )
    }

    @Test("Nothing passes that could not be looked at")
    func obstacles() throws {
        let (old, new) = (Self.response("{\"a\":1}"), Self.response("{\"a\":2}", digest: 2))
        let other = Self.response(digest: 2)
        let rule = try IgnoreRule("$.b")
        #expect(Self.outcome(old, other) { $0.ignored = [rule] } == .notComparable(.bodyNotKept))
        #expect(
            Self.outcome(old, other) { $0.noise.learn("$.b", .value, of: Self.endpoint) }
                == .notComparable(.bodyNotKept)
        )
        #expect(
            Self.outcome(old, other) { $0.noise.learn("body", .value, of: Self.endpoint) } == .notComparable(.noise)
        )
        #expect(
            Self.outcome(
                old,
                Self.response("{}", digest: 2) { $0.coding = "br" }
            ) == .notComparable(.coding)
        )
        #expect(
            Self.outcome(
                old,
                Self.response(digest: 2) {
                    $0.body = [0x1F, 0x8B, 8, 0, 0]
                    $0.coding = "gzip"
                }
            ) == .notComparable(.coding)
        )
        let redacted = Self.response("{\"a\":7}") { $0.isRedacted = true }
        #expect(Self.outcome(redacted, new) == .notComparable(.redacted))
        // What was there before redaction is known by its digest.
        #expect(Self.outcome(redacted, Self.response("{\"a\":1}")) == .equal)
        // A field that differs is known whatever else is not.
        #expect(Self.fields(Self.outcome(redacted, Self.response(status: 404))) == ["status value 200 404"])
    }

    @Test("Rules and noise cover their own fields and kinds, and are counted")
    func covered() throws {
        var comparer = ResponseComparer()
        comparer.ignored = [try IgnoreRule("POST /: $.a"), try IgnoreRule("$.a"), try IgnoreRule("$.z")]
        comparer.noise.learn("$.t", .value, of: Self.endpoint)
        comparer.noise.learn("$.m", .missing, of: Self.endpoint)
        let old = Self.response(#"{"a":1,"t":1,"b":1}"#)
        func result(_ text: String) -> ResponseComparer.Result {
            comparer.compare(old, Self.response(text, digest: 2), of: Self.endpoint, isBodiless: false)
        }
        let same = result(#"{"a":2,"t":2,"b":1,"m":1}"#)
        #expect(same.outcome == .equal && same.rules == [1] && same.hadNoise)
        // That its value changes says nothing of its type.
        #expect(Self.fields(result(#"{"a":2,"t":"2","b":1}"#).outcome) == [#"$.t type 1 "2""#])
        #expect(Self.fields(result(#"{"a":1,"t":1,"b":2}"#).outcome) == ["$.b value 1 2"])
    }

    @Test("Of a redacted corpus no text is shown, as nobody has redacted what the target answers")
    func hidden() {
        let old = Self.response(#"{"name":"Anna","n":4,"x":null}"#)
        let new = Self.response(#"{"name":"Bob","n":"5","x":true}"#, digest: 2)
        let shown = Self.fields(Self.outcome(old, new) { $0.isRedacted = true })
        #expect(
            shown == [
                "$.name value text of 4 bytes, not shown text of 3 bytes, not shown",
                "$.n type a number text of 1 byte, not shown", "$.x type null true",
            ]
        )
        let long = Self.response("{\"a\":\"\(String(repeating: "é", count: 90_000))\"}", digest: 2)
        let cut = Self.fields(Self.outcome(Self.response("{\"a\":1}"), long))
        #expect(cut.allSatisfy { $0.count < 150 && $0.contains("é…") })
    }

    @Test(
        "What redaction would replace is not shown either, whatever its name is",
        arguments: [
            "ann@example.com", "see https://a.test/cb?access_token=abc123", "Bearer 0123456789abcdefghij",
            "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U",
            "4111 1111 1111 1111",
        ]
    )
    func secrets(_ text: String) {
        let old = Self.response(#"{"note":"none"}"#)
        let new = Self.response("{\"note\":\"\(text)\"}", digest: 2)
        let hidden = "text of \(text.utf8.count) bytes, not shown"
        #expect(Self.fields(Self.outcome(old, new)) == [#"$.note value "none" \#(hidden)"#])
        // Behind much else, too.
        let long = Self.response("{\"note\":\"\(String(repeating: "x ", count: 60))\(text)\"}", digest: 2)
        #expect(Self.fields(Self.outcome(old, long)).allSatisfy { $0.hasSuffix("not shown") })
        let header = Self.response(headers: [text, nil], digest: 2)
        let fields = Self.fields(Self.outcome(Self.response(headers: ["a", nil], digest: 2), header))
        #expect(fields.count == 1 && fields.allSatisfy { $0.hasSuffix("not shown") })
    }

    @Test("JSON within JSON is looked into for them")
    func within() {
        let new = Self.response(#"{"note":"{\"password\":\"hunter2\"}"}"#, digest: 2)
        let fields = Self.fields(Self.outcome(Self.response(#"{"note":"none"}"#), new))
        #expect(fields == [#"$.note value "none" text of 22 bytes, not shown"#])
    }

    @Test("A card number is not shown as a number, nor as the name of a member")
    func numbers() {
        let old = Self.response(#"{"n":1,"cards":{}}"#)
        let new = Self.response(#"{"n":4111111111111111,"cards":{"4111111111111111":true}}"#, digest: 2)
        #expect(Self.fields(Self.outcome(old, new)) == ["$.n value 1 a number", "$.cards.* added - true"])
    }
}
