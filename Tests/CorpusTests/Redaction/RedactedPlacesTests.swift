import TestSupport
import Testing

@testable import Corpus

@Suite("A secret in a place where one is easily overlooked")
struct RedactedPlacesTests {
    private static let key = Array("a key of the tests, long enough".utf8)

    private func redacted(_ exchange: Exchange) -> RecordedRequest {
        var redactor = Redactor(RedactionPolicy(key: Self.key))
        return redactor.redact(exchange).request
    }

    private func redacted(fields: String) -> String {
        String(decoding: redacted(.simple(fields: fields)).fieldLines, as: UTF8.self)
    }

    private func redacted(body: String, type: String) -> String {
        let exchange = Exchange.simple(method: "POST", fields: "Content-Type: \(type)\r\n", body: body)
        return String(decoding: redacted(exchange).body, as: UTF8.self)
    }

    @Test(
        "of the header fields is replaced",
        arguments: [
            ("Token: s3cretW0rd", "s3cretW0rd"), ("Access-Key: s3cretW0rd", "s3cretW0rd"),
            ("session-id: s3cretW0rd", "s3cretW0rd"), ("api_key: s3cretW0rd", "s3cretW0rd"),
            ("X-Password: correct horse battery", "correct"), ("X-Auth-Token: s3cretW0rd more", "s3cretW0rd"),
            ("Cookie: s3cretW0rd", "s3cretW0rd"), ("Set-Cookie: s3cretW0rd", "s3cretW0rd"),
            ("Set-Cookie: a=1; Path=/, sid=s3cretW0rd; Path=/", "s3cretW0rd"),
            ("Set-Cookie: a=1; Expires=Wed, 09 Jun 2027 10:18:14 GMT, sid=s3cretW0rd", "s3cretW0rd"),
            ("Set-Cookie: a=1; sid=s3cretW0rd", "s3cretW0rd"),
            ("Referer: https://a.test/?mail=ann%40corp.example", "ann%40corp"),
            ("Referer: https://a.test/?next=%2Fcb%3Ftoken%3Ds3cretW0rd", "s3cretW0rd"),
            ("Referer: https://a.test/?next=%252Fcb%253Ftoken%253Ds3cretW0rd", "s3cretW0rd"),
            ("Referer: https://a.test/?token=s3cret/W0rd==", "W0rd"),
            ("Link: <https://a.test/>; title=\"https://a.test/?a=1&token=s3cretW0rd\"", "s3cretW0rd"),
            ("Referer: https://a.test/?next=https://a.test/?token=s3cretW0rd", "s3cretW0rd"),
            ("X-Note: token=s3cretW0rd", "s3cretW0rd"), ("X-Note: a password=\"s3cretW0rd and more\"", "W0rd and"),
            ("Authorization: 0123456789abcdef0123456789abcdef s", "0123456789abcdef"),
        ]
    )
    func fields(_ line: String, _ secret: String) {
        let changed = redacted(fields: line + "\r\n")
        #expect(!changed.contains(secret), "\(changed)")
        #expect(changed.utf8.count == line.utf8.count + 2)
        #expect(changed.prefix { $0 != ":" } == line.prefix { $0 != ":" })
    }

    @Test(
        "leaves what is none in the same fields",
        arguments: [
            "Access-Control-Allow-Credentials: true",
            "Set-Cookie: a=; Path=/app; Expires=Wed, 09 Jun 2027 10:18:14 GMT; Secure",
            "X-Discount: 100%25 of a+b", "Accept: text/html;q=0.9, */*;q=0.8", "Alt-Svc: h3=\":443\"; ma=86400",
            "Referer: https://a.test/?next=%2Fitems%3Fpage%3D2",
        ]
    )
    func others(_ line: String) {
        #expect(redacted(fields: line + "\r\n") == line + "\r\n")
    }

    @Test(
        "of the parameters is replaced by the end of its name, and a page's is not",
        arguments: [
            ("authenticity_token", true), ("__RequestVerificationToken", true), ("aws_secret_access_key", true),
            ("user[new_password]", true), ("webhookSecret", true), ("pageToken", false), ("next_page_token", false),
            ("max_tokens", false), ("q", false),
        ]
    )
    func parameters(_ name: String, _ isSecret: Bool) {
        #expect((redacted(.simple("/?\(name)=abcd1234efgh")).target != "/?\(name)=abcd1234efgh") == isSecret)
        let json = "{\"\(name)\":\"abcd1234efgh\"}"
        #expect((redacted(body: json, type: "application/json") != json) == isSecret)
    }

    @Test(
        "of a form in parts is replaced, however the parts are written",
        arguments: [
            ("boundary=b1 ; charset=utf-8", "\r\n"), ("boundary=\"b1\"", "\r\n"), ("boundary=b1", "\n"),
            ("boundary=another", "\r\n"), ("", "\r\n"),
        ]
    )
    func parts(_ parameter: String, _ end: String) {
        let lines = [
            "--b1", "Content-Disposition: form-data; filename=x;\tname=\"password\"", "", "s3cretW0rd", "--b1",
            "Content-Disposition: form-data; name=\"note\"", "", "nothing", "--b1--", "",
        ]
        let body = lines.joined(separator: end)
        let changed = redacted(body: body, type: "multipart/form-data; \(parameter)")
        #expect(!changed.contains("s3cretW0rd") && changed.contains("nothing"), "\(changed)")
        #expect(changed.utf8.count == body.utf8.count)
    }

    @Test("of parts within parts is replaced, however deep they are")
    func nestedParts() {
        let levels = 20_000
        var body = ""
        for level in 0..<levels { body += "--\(level)\r\nContent-Type: multipart/mixed; boundary=\(level + 1)\r\n\r\n" }
        body += "--\(levels)\r\nContent-Disposition: form-data; name=\"password\"\r\n\r\ns3cretW0rd\r\n"
        let changed = redacted(body: body, type: "multipart/mixed; boundary=0")
        #expect(!changed.contains("s3cretW0rd") && changed.utf8.count == body.utf8.count)
    }

    @Test(
        "of XML or HTML is replaced",
        arguments: [
            "<a><password><![CDATA[s3cretW0rd]]></password></a>", "<credentials><user>s3cretW0rd</user></credentials>",
            "<a x=1 password=\"s3cretW0rd\"/>", "<a password=s3cretW0rd x=1/>", "<a password = 's3cretW0rd'/>",
            "<input type=\"hidden\" name=\"csrf_token\" value=\"s3cretW0rd\">",
            "<meta name='csrf-token' content='s3cretW0rd'/>", "<add key=\"ApiKey\" value=\"s3cretW0rd\"/>",
            "<textarea name=\"token\">s3cretW0rd</textarea>", "<a password=\"1>s3cretW0rd\"/>",
            "<script>window.state = {\"accessToken\": \"s3cretW0rd\"}</script>",
        ]
    )
    func markup(_ body: String) {
        let changed = redacted(body: body, type: "text/xml")
        #expect(!changed.contains("s3cretW0rd"), "\(changed)")
        #expect(changed.utf8.count == body.utf8.count)
        #expect(changed.filter { "<>/[]=\"'".contains($0) } == body.filter { "<>/[]=\"'".contains($0) })
        let other = "<page><password/>word<item id=\"7\" name='x'>five &lt; six</item></page>"
        #expect(redacted(body: other, type: "text/xml") == other)
    }

    @Test(
        "of JSON within other text is replaced",
        arguments: [
            ("text/event-stream", "event: a\ndata: {\"token\": \"s3cretW0rd\"}\n\n"),
            ("text/javascript", "callback({\"token\":\"s3cretW0rd\"});"),
            ("text/plain", "a 5\" disk\n{\"password\" : \"s3cretW0rd\"}\n"),
            ("application/json", ")]}',\n{\"password\":\"s3cretW0rd\"}"),
            ("application/json", "{\"password\":\"s3cret\nW0rd\",\"a\":1}"),
            ("application/json", "{\"password\":\"\\s\\3\\c\\r\\e\\t\\W\\0\\r\\d\"}"),
        ]
    )
    func json(_ type: String, _ body: String) {
        let changed = redacted(body: body, type: type)
        #expect(!changed.contains("W0rd") && !changed.contains("\\W\\0"), "\(changed)")
        #expect(changed.utf8.count == body.utf8.count)
    }

    @Test("that is null makes no secret of what comes in the next line")
    func lines() {
        let body = "{\"password\":null}\n{\"name\":\"Ann Lee\",\"page\":7}\n"
        #expect(redacted(body: body, type: "application/x-ndjson") == body)
    }

    @Test("that a warning quotes is replaced")
    func warnings() throws {
        let folder = try TemporaryFolder()
        var options = CorpusWriter.Options()
        options.redaction = RedactionPolicy(key: Self.key)
        let writer = try CorpusWriter(path: folder.file("a.corpus"), options: options)
        var provenance = Provenance()
        let warning = "entry 3: the request target is '/a b?token=s3cretW0rd'"
        provenance.sources = [Provenance.Source(name: "a.har", kind: "har", warnings: [warning])]
        let warnings = try writer.finish(provenance: provenance).provenance.sources[0].warnings
        #expect(warnings[0].hasPrefix("entry 3: the request target is '/a b?token=") && warnings[0] != warning)
    }
}
