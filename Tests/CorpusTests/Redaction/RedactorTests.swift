import Foundation
import TestSupport
import Testing

@testable import Corpus

@Suite("A corpus that is redacted")
struct RedactorTests {
    private static let key = Array("a key of the tests, long enough".utf8)

    private func redacted(_ exchange: Exchange, _ rules: RedactionRules = .init()) -> (
        exchange: Exchange, report: Redaction
    ) {
        var redactor = Redactor(RedactionPolicy(rules: rules, key: Self.key))
        let changed = redactor.redact(exchange)
        return (changed, redactor.report)
    }

    private func redacted(target: String) -> String {
        redacted(.simple(target)).exchange.request.target
    }

    private func redacted(fields: String) -> String {
        String(decoding: redacted(.simple(fields: fields)).exchange.request.fieldLines, as: UTF8.self)
    }

    private func redacted(body: String, type: String) -> String {
        let exchange = Exchange.simple(method: "POST", fields: "Content-Type: \(type)\r\n", body: body)
        return String(decoding: redacted(exchange).exchange.request.body, as: UTF8.self)
    }

    @Test(
        "has none in its responses either: in Set-Cookie, in JSON, within gzip; what cannot be looked into is left out"
    )
    func responses() throws {
        func redacted(_ fields: String, _ body: [UInt8]) throws -> (fields: String, body: [UInt8]?) {
            var exchange = Exchange.simple()
            exchange.response = RecordedResponse(fieldLines: Array(fields.utf8), body: body)
            let response = try #require(self.redacted(exchange).exchange.response)
            return (String(decoding: response.fieldLines, as: UTF8.self), response.body)
        }
        let json = Array(#"{"access_token":"t0pSecretOne","price":7}"#.utf8)
        let fields = "Set-Cookie: sid=s3ss10nC00kie; Path=/\r\nContent-Type: application/json\r\n"
        let plain = try redacted(fields, json)
        #expect(!plain.fields.contains("s3ss10nC00kie") && plain.fields.contains("; Path=/\r\n"))
        let text = String(decoding: try #require(plain.body), as: UTF8.self)
        #expect(!text.contains("t0pSecretOne") && text.contains(#""price":7}"#))
        let zipped = try #require(BodyCoding.gzipped(json))
        let packed = try redacted(fields + "Content-Encoding: gzip\r\nContent-Length: \(zipped.count)\r\n", zipped)
        let body = try #require(packed.body)
        let inner = try #require(BodyCoding.inflated(body))
        #expect(String(decoding: inner, as: UTF8.self) == text)
        #expect(packed.fields.contains("Content-Length: \(body.count)\r\n"))
        #expect(try redacted(fields + "Content-Encoding: br\r\n", json).body == nil)
    }

    /// Exchanges with secrets in all places that there are, and the secrets.
    private static let secrets = [
        "eyJhbGciOi.payload42.sigNATURE7", "hunter2secret", "s3ss10nC00kie", "ann.lee@corp.example", "4111111111111111",
        "5500-0000-0000-0004", "378282246310005", "queryT0ken99", "k3yInJSON", "nestedPass77", "formPass55",
        "multi9art8",
        "xmlPa55word", "refererT0ken", "gzipPa55w0rd", "anyCustomer-000123", "pathSession88", "bob%40corp.example",
        "\\u0061dmin@corp.example", "bearerInText12345678", "urlUser", "idInHeader31",
    ]

    private static func exchanges() throws -> [Exchange] {
        let zipped = try #require(BodyCoding.gzipped(Array(#"{"password":"gzipPa55w0rd"}"#.utf8)))
        var packed = Exchange.simple("/zip", method: "POST", at: 9)
        packed.request = RecordedRequest(
            method: Array("POST".utf8),
            target: Array("/zip".utf8),
            authority: Array("service.test".utf8),
            fields: Array(
                "Content-Encoding: gzip\r\nContent-Type: application/json\r\nContent-Length: \(zipped.count)\r\n".utf8
            ),
            body: zipped,
            version: nil,
            scheme: nil
        )
        let multipart = [
            "--b1\r\nContent-Disposition: form-data; name=\"password\"\r\n\r\nmulti9art8\r\n",
            "--b1\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nmail ann.lee@corp.example\r\n--b1--\r\n",
        ].joined()
        return [
            .simple(fields: "Authorization: Bearer eyJhbGciOi.payload42.sigNATURE7\r\nX-Api-Key: idInHeader31\r\n"),
            .simple(
                at: 1,
                fields:
                    "Authorization: Basic \(Data("ann.lee@corp.example:hunter2secret".utf8).base64EncodedString())\r\n"
            ),
            .simple(
                at: 2,
                fields: "Cookie: sid=s3ss10nC00kie; theme=dark\r\nReferer: https://a.test/x?token=refererT0ken&b=1\r\n"
            ),
            .simple(
                "/u/ann.lee@corp.example/bob%40corp.example;jsessionid=pathSession88?access_token=queryT0ken99&card=4111111111111111",
                at: 3
            ),
            .simple(
                method: "POST",
                at: 4,
                fields: "Content-Type: application/json\r\n",
                body:
                    #"{"apiKey":"k3yInJSON","n":378282246310005,"u":"\u0061dmin@corp.example","secret":{"a":["nestedPass77"]},"h":"Bearer bearerInText12345678"}"#
            ),
            .simple(
                method: "POST",
                at: 5,
                fields: "Content-Type: application/x-www-form-urlencoded\r\n",
                body: "password=formPass55&c=5500-0000-0000-0004"
            ),
            .simple(
                method: "POST",
                at: 6,
                fields: "Content-Type: multipart/form-data; boundary=b1\r\n",
                body: multipart
            ),
            .simple(
                method: "POST",
                at: 7,
                fields: "Content-Type: text/xml\r\n",
                body: "<a><password>xmlPa55word</password></a>"
            ),
            .simple(
                "http://urlUser:hunter2secret@service.test/",
                at: 8,
                host: "urlUser:hunter2secret@service.test",
                body: "for anyCustomer-000123"
            ),
            packed,
        ]
    }

    @Test("has none of its secrets anywhere in its bytes")
    func everywhere() throws {
        var rules = RedactionRules()
        try rules.add(pattern: "anyCustomer-[0-9]{6}", name: "customer")
        let exchanges = try Self.exchanges()
        func text(_ policy: RedactionPolicy?) throws -> String {
            let corpus = try CorpusOnDisk(exchanges) { $0.redaction = policy }
            var all = String(decoding: try run("zcat", ["-S", ".corpus", corpus.path]).output, as: UTF8.self)
            for exchange in try corpus.exchanges() {
                // What is coded within is looked for too.
                if let inner = BodyCoding.inflated(Array(exchange.request.body)) {
                    all += String(decoding: inner, as: UTF8.self)
                }
                let fields = String(decoding: exchange.request.fieldLines, as: UTF8.self)
                if let basic = fields.firstMatch(of: /Basic ([^\r]+)/), let data = Data(base64Encoded: String(basic.1))
                {
                    all += String(decoding: data, as: UTF8.self)
                }
            }
            return all
        }
        let (plain, safe) = (try text(nil), try text(RedactionPolicy(rules: rules)))
        for secret in Self.secrets {
            #expect(plain.contains(secret), "the test would not see \(secret)")
            #expect(!safe.contains(secret), "\(secret)")
        }
        #expect(safe.contains("theme="))
    }

    @Test("keeps lengths, shapes and what is no secret")
    func shapes() throws {
        for exchange in try Self.exchanges().dropLast() {
            let (changed, report) = redacted(exchange)
            for part in RecordedRequest.Part.allCases {
                #expect(changed.request.bytes(of: part).count == exchange.request.bytes(of: part).count)
            }
            #expect(changed.outcome == exchange.outcome && changed.start == exchange.start)
            #expect(report.exchanges == 1 || exchange.request.target.hasPrefix("http://"))
        }
        let bearer = redacted(fields: "authorization: Bearer aB3.x_Y\r\n")
        #expect(bearer.wholeMatch(of: /authorization: Bearer [a-z][A-Z][0-9]\.[a-z]_[A-Z]\r\n/) != nil)
        let cookies = redacted(fields: "Cookie: a=Xy12; b=Xy12; c=\r\n")
        let match = try #require(
            cookies.wholeMatch(of: /Cookie: a=([A-Z][a-z][0-9]{2}); b=([A-Z][a-z][0-9]{2}); c=\r\n/)
        )
        #expect(match.1 == match.2 && match.1 != "Xy12")
        let mail = redacted(target: "/?m=Ann.Lee%40corp.example")
        #expect(mail.wholeMatch(of: /\/\?m=[A-Z][a-z]{2}\.[A-Z][a-z]{2}%40[a-z]{4}\.example/) != nil, "\(mail)")
        #expect(redacted(target: "/items/7?page=2&sort=name") == "/items/7?page=2&sort=name")
        #expect(redacted(fields: "Host: a\r\nAccept: */*\r\n\r\nodd\n") == "Host: a\r\nAccept: */*\r\n\r\nodd\n")
        let json = #"{"id":12345678901234,"name":"A \"quoted\" name","list":[1,2.5e-3,true,null]}"#
        #expect(redacted(body: json, type: "application/json") == json)
    }

    @Test("gives equal values equal pseudonyms, wherever they stand and however they are escaped")
    func equality() throws {
        let cookie = redacted(fields: "Cookie: sid=tok%en+1\r\n").dropFirst("Cookie: sid=".count).dropLast()
        let query = redacted(target: "/?token=tok%25en%2B1").dropFirst("/?token=".count)
        #expect(query == cookie.replacing("%", with: "%25").replacing("+", with: "%2B"))
        let json = redacted(body: #"{"token":"\u0074ok%en+1"}"#, type: "application/json")
        #expect(
            (try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: String])?["token"] == String(cookie)
        )
        var other = Redactor(RedactionPolicy(key: Array("another key, long enough too".utf8)))
        let different = other.redact(.simple(fields: "Cookie: sid=tok%en+1\r\n")).request.fieldLines
        #expect(!String(decoding: different, as: UTF8.self).contains(cookie))
    }

    @Test(
        "has card numbers that still pass the check, and leaves other numbers",
        arguments: [
            ("4111111111111111", true), ("4111 1111 1111 1111 12/27", true), ("378282246310005", true),
            ("5500-0000-0000-0004", true),
            ("4111111111111112", false), ("1700000000000", false), ("0.4111111111111111", false),
            ("41111111111111111111", false),
        ]
    )
    func cards(_ text: String, _ isCard: Bool) throws {
        let changed = redacted(body: text, type: "text/plain")
        #expect((changed != text) == isCard, "\(changed)")
        guard isCard else { return }
        let digits = changed.prefix(19).utf8.filter { $0 &- 0x30 < 10 }.prefix(text.hasPrefix("37") ? 15 : 16)
        #expect(Luhn.sum(digits.map { $0 - 0x30 }) % 10 == 0)
        #expect(changed.map(\.isNumber) == text.map(\.isNumber))
        #expect(changed.hasSuffix(" 12/27") == text.hasSuffix(" 12/27"))
    }

    @Test(
        "finds e-mail addresses, and takes nothing else for one",
        arguments: [
            ("ann@x.org", 1), ("mail <a.b+c@x-y.example.org>, or bob@z.de.", 2), ("user@localhost", 0),
            ("@me a@ b@.c", 0),
            ("git@1.2.3.4:x", 0), ("a=b&ann@x.org", 1),
        ]
    )
    func addresses(_ text: String, _ count: Int) {
        let bytes = Array(text.utf8)
        #expect(SensitiveText.emailAddresses(in: bytes[...]).count == count)
    }

    @Test("counts what it replaced by rule, and names no credential that it does not hold")
    func counts() throws {
        let exchange = Exchange.simple(
            "/?token=abc&key=def",
            fields: "Authorization: Bearer abcdef\r\nCookie: a=b1; c=d2\r\nFrom: ann@x.org\r\n"
        )
        let corpus = try CorpusOnDisk([exchange, exchange]) { $0.redaction = RedactionPolicy(key: Self.key) }
        let redaction = try #require(corpus.footer.provenance.redaction)
        #expect(redaction.rules == ["Authorization": 2, "Cookie": 4, "?token=": 2, "?key=": 2, "e-mail address": 2])
        #expect(redaction.exchanges == 2 && !redaction.hasRandomKey)
        #expect(corpus.footer.provenance.credentials == [:])
        #expect(try CorpusReader(path: corpus.path).footer == corpus.footer)
    }

    @Test("follows the user's rules, and names what they keep")
    func userRules() throws {
        let rules = try RedactionRules(
            yaml: """
                headers: [X-Customer]
                parameters: [customer_id]
                patterns:
                  - {name: order, match: 'order-([0-9]+)'}
                keep: [token, e-mail]
                """
        )
        let exchange = Exchange.simple(
            "/order-777?customerId=abc&token=kept1&m=ann@x.org",
            fields: "X-Customer: Lee\r\n"
        )
        let (changed, report) = redacted(exchange, rules)
        #expect(
            changed.request.target.wholeMatch(of: /\/order-[0-9]{3}\?customerId=[a-z]{3}&token=kept1&m=ann@x\.org/)
                != nil
        )
        #expect(!changed.request.target.contains("777") && !changed.request.target.contains("=abc&"))
        #expect(report.rules == ["rule order": 1, "?customerid=": 1, "X-Customer": 1])
        let corpus = try CorpusOnDisk([exchange]) { $0.redaction = RedactionPolicy(rules: rules, key: Self.key) }
        #expect(corpus.footer.provenance.credentials == ["?token=": 1])
    }

    @Test(
        "refuses rules that are none",
        arguments: [
            "[]", "nonsense: [a]", "headers: {a: b}", "patterns: [{name: a}]", "patterns: [{name: a, match: '('}]",
            ": :", "",
        ]
    )
    func badRules(_ yaml: String) {
        #expect(throws: RedactionRulesError.self) { try RedactionRules(yaml: yaml) }
    }

    @Test("has the length and the digests of a body that was changed, and no body that cannot be looked into")
    func bodies() throws {
        let zipped = try #require(try Self.exchanges().last)
        let (changed, _) = redacted(zipped)
        let inner = try #require(BodyCoding.inflated(Array(changed.request.body)))
        #expect(
            String(decoding: inner, as: UTF8.self).wholeMatch(
                of: /\{"password":"[a-z]{4}[A-Z][a-z][0-9]{2}[a-z][0-9][a-z]{2}"\}/
            ) != nil
        )
        #expect(
            String(decoding: changed.request.fieldLines, as: UTF8.self).contains(
                "Content-Length: \(changed.request.body.count)\r\n"
            )
        )
        let digest = Exchange.simple(
            method: "POST",
            fields: "Content-MD5: x\r\nContent-Digest: sha-256=:x:\r\n",
            body: "mail a@bc.de"
        )
        let fields = String(decoding: redacted(digest).exchange.request.fieldLines, as: UTF8.self)
        #expect(
            fields.wholeMatch(
                of: /Content-MD5: [A-Za-z0-9+\/]{22}==\r\nContent-Digest: sha-256=:[A-Za-z0-9+\/]{43}=:\r\n/
            ) != nil
        )
        let (dropped, report) = redacted(.simple(method: "POST", fields: "Content-Encoding: br\r\n", body: "secret"))
        #expect(dropped.request.body.isEmpty && dropped.request.bodyState == .absent && report.droppedBodies == 1)
    }

    @Test(
        "finds JSON Web Tokens wherever they stand, and takes nothing else for one",
        arguments: [
            ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl", true), ("eyJhbGciOiJub25lIn0.eyJhIjoxfQ.", true),
            ("eyJhbGciOiJub25lIn0", false), ("eyJ.eyJ.eyJ", false), ("greyJackets.are.here", false), ("eyJ", false),
        ]
    )
    func tokens(_ text: String, _ isToken: Bool) {
        #expect((redacted(target: "/reset/\(text)/now") != "/reset/\(text)/now") == isToken)
        #expect(redacted(fields: "X-Trace: a \(text)\r\n").contains(text) != isToken)
        #expect(redacted(body: "{\"a\":\"\(text)\"}", type: "application/json").contains(text) != isToken)
        #expect(redacted(body: "words \(text)", type: "text/plain").contains(text) != isToken)
    }

    @Test("keeps all of a field that is kept by its name")
    func keptFields() throws {
        let fields = "Authorization: Bearer abcdefghijklmnopqrst\r\nReply-To: ann@x.org\r\nFrom: bob@x.org\r\n"
        let rules = try RedactionRules(yaml: "keep: [Authorization, reply-to]")
        let changed = redacted(.simple(fields: fields), rules).exchange.request.fieldLines
        let text = String(decoding: changed, as: UTF8.self)
        #expect(text.hasPrefix("Authorization: Bearer abcdefghijklmnopqrst\r\nReply-To: ann@x.org\r\n"))
        #expect(!text.contains("bob@"))
    }

    @Test("has no body with messages that are compressed within it")
    func compressedMessages() {
        func grpc(_ flags: UInt8, _ type: String) -> RecordedRequest {
            let body = String(decoding: [0, 0, 0, 0, 1, 65, flags, 0, 0, 0, 3, 97, 98, 99], as: UTF8.self)
            return redacted(.simple(method: "POST", fields: "Content-Type: \(type)\r\n", body: body)).exchange.request
        }
        #expect(grpc(0, "application/grpc").body.count == 14)
        #expect(grpc(1, "application/grpc+proto").body.isEmpty)
        #expect(grpc(1, "application/grpc+proto").bodyState == .absent)
        #expect(grpc(1, "application/connect+json").body.isEmpty)
        #expect(grpc(0, "application/grpc-web-text").body.isEmpty)
        #expect(grpc(1, "application/octet-stream").body.count == 14)
    }

    @Test("passes over no text in which a closer look finds something", arguments: UInt64(1)...20)
    func suspects(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let words = [
            "a", "e", "eyJ", "eyJhbGciOiJIUzI1NiJ9", ".", "B", "Bearer ", "bearer", " ", "abcdefghijklmnopqrst",
            "41111111",
            "4111", "-", "@x.org", "ann", "?token=", ";", "=", "%40", "\\u0040", "+", "{\"", "[\"", "\"",
        ]
        for _ in 0..<2000 {
            let text = (0..<Int.random(in: 0...9, using: &random))
                .map { _ in words.randomElement(using: &random) ?? "" }.joined()
            let bytes = Array(text.utf8)
            for escaping in [EscapedText.Escaping.none, .percent, .json]
            where !SuspectText.mayHoldSecret(bytes[...], escaping) {
                var redactor = Redactor(RedactionPolicy(key: Self.key))
                let changed = redactor.content(EscapedText(bytes[...], escaping).bytes, depth: 4)
                #expect(changed == EscapedText(bytes[...], escaping).bytes, "\(text)")
                #expect(redactor.report.rules.isEmpty, "\(text)")
            }
        }
    }

    @Test("takes any bytes, and changes no length", arguments: UInt64(1)...20)
    func anything(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let words =
            [
                "{", "}", "[", "\"", ":", ",", "\\", "\\u00", "%", "%4", "&", "=", "?", "@", "a@b.cc", "token=",
                "\"token\":", "<", "password>",
                "4111111111111111", "\u{FC}", "-", "1", " ", "\r\n", "--b", "Bearer ", ";", "+",
            ].map { Array($0.utf8) } + [[0xFF], [0xC3], [0xF0, 0x9F]]
        func noise(_ count: Int) -> [UInt8] { (0..<count).flatMap { _ in words.randomElement(using: &random) ?? [] } }
        for type in [
            "application/json", "text/xml", "application/x-www-form-urlencoded", "multipart/form-data; boundary=b", "",
            "text/plain",
        ] {
            for _ in 0..<20 {
                var exchange = Exchange.simple()
                exchange.request = RecordedRequest(
                    method: noise(2),
                    target: noise(10),
                    authority: noise(3),
                    fields: Array("Content-Type: \(type)\r\nAuthorization: ".utf8) + noise(8)
                        + Array("\r\nCookie: ".utf8) + noise(8),
                    body: noise(30),
                    trailers: noise(5),
                    version: nil,
                    scheme: nil
                )
                let changed = redacted(exchange).exchange
                for part in RecordedRequest.Part.allCases {
                    #expect(changed.request.bytes(of: part).count == exchange.request.bytes(of: part).count)
                }
            }
        }
    }
}
