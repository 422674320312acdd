import Foundation
import TestSupport
import Testing

@testable import Corpus

@Suite("A corpus in another program's form")
struct ExporterTests {
    private static let exchanges: [Exchange] = [
        .simple(
            "/a?b='c' $HOME `x` \"y\"",
            fields: "Host: service.test\r\nX-Note: it's \\ here\r\nX-Empty:\r\nX-Two: 1\r\nX-Two: 2\r\n"
        ),
        .simple(
            "/post",
            method: "POST",
            at: 1500,
            fields: "Content-Type: text/plain\r\nContent-Length: 18\r\n",
            body: "line 'one'\nü\t\\end!"
        ),
        .simple("/at", method: "PUT", at: 1600, fields: "Host: other.test\r\n", body: "@/etc/passwd"),
        .simple("/zero", method: "POST", at: 1700, body: "a\u{0}'b\\"),
        .simple("/head", method: "HEAD", at: 2000, scheme: .https),
    ]

    private func export(_ exporter: some Exporter, _ exchanges: [Exchange] = exchanges) throws -> String {
        var exporter = exporter
        var output: [UInt8] = []
        exporter.begin(&output)
        for exchange in exchanges { try exporter.append(exchange, to: &output) }
        exporter.end(&output)
        return String(decoding: output, as: UTF8.self)
    }

    @Test("is an HTTP archive, of no exchange too")
    func har() throws {
        for count in [0, 1, 5] {
            let text = try export(HARExporter(version: "1"), Array(Self.exchanges.prefix(count)))
            let log = try #require(
                (try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])?["log"] as? [String: Any]
            )
            #expect((log["entries"] as? [Any])?.count == count)
            #expect(log["version"] as? String == "1.2")
        }
    }

    @Test("is payloads of GoReplay")
    func gor() throws {
        let text = try export(GorExporter())
        let payloads = text.components(separatedBy: "\n🐵🙈🙉\n")
        #expect(payloads.count == 6 && payloads[5].isEmpty)
        #expect(payloads[1].hasPrefix("1 000000000000000000000002 1700000001500000000 0\nPOST /post HTTP/1.1\r\n"))
        #expect(payloads[1].hasSuffix("\r\n\r\nline 'one'\nü\t\\end!"))
    }

    @Test("is targets of vegeta")
    func vegeta() throws {
        let lines = try export(VegetaExporter()).split(separator: "\n")
        let targets = try lines.map { try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any] ?? [:] }
        #expect(targets.map { $0["method"] as? String } == ["GET", "POST", "PUT", "POST", "HEAD"])
        #expect(targets[4]["url"] as? String == "https://service.test/head")
        let header = try #require(targets[0]["header"] as? [String: [String]])
        #expect(header == ["X-Note": ["it's \\ here"], "X-Empty": [""], "X-Two": ["1", "2"]])
        #expect(Data(base64Encoded: targets[1]["body"] as? String ?? "") == Data("line 'one'\nü\t\\end!".utf8))
        #expect((targets[1]["header"] as? [String: [String]])?["Content-Length"] == nil)
    }

    @Test("is commands of which a shell makes the request's own bytes", .enabled(if: hasBash, "it needs bash"))
    func curl() throws {
        let folder = try TemporaryFolder()
        // In curl's place: its arguments, each in a line of its own with its length, and what it is given on standard input.
        let stub = """
            curl() { for word in "$@"; do printf '%s\\n' "[$word]"; done; [ "${*: -2:1}" = x ] || case " $* " in *' @- '*) od -An -tx1;; esac; }

            """
        let script = try folder.write("script", Array((stub + export(CurlExporter())).utf8))
        let (status, output) = try run("bash", [script])
        #expect(status == 0)
        let text = String(decoding: output, as: UTF8.self)
        #expect(text.contains("[http://service.test/a?b='c' $HOME `x` \"y\"]\n"))
        #expect(text.contains("[X-Note: it's \\ here]\n"))
        #expect(text.contains("[X-Empty;]\n"))
        #expect(text.contains("[line 'one'\nü\t\\end!]\n"))
        #expect(!text.contains("[@/etc/passwd]"))
        #expect(text.contains(" 40 2f 65 74 63 2f 70 61 73 73 77 64\n"))
        #expect(text.contains(" 61 00 27 62 5c\n"))
        #expect(text.contains("[--head]\n") && text.contains("[PUT]\n") && text.contains("[Host: other.test]\n"))
    }

    @Test(
        "is one word of a shell, whatever marks stand upon its quotes",
        .enabled(if: hasBash, "it needs bash"),
        arguments: ["a'\u{301}; echo bad #'\u{301}", "'\u{20DD}$(echo bad)", "\t'\u{301} b", "\\\u{301}\n", "", "'"]
    )
    func words(_ text: String) throws {
        let (status, output) = try run("bash", ["-c", "printf %s \(CurlExporter.quoted(text))"])
        #expect(status == 0 && output == Data(text.utf8))
    }

    @Test("gives curl nothing that it takes for an option or for the name of a file")
    func curlOptions() throws {
        let target = "-o/tmp/x://y"
        let exchange = Exchange.simple(
            target,
            method: "POST",
            fields: "@/etc/passwd: x\r\nno colon\r\n",
            body: "@\u{301}x"
        )
        let text = try export(CurlExporter(), [exchange])
        #expect(
            text.contains(" --url 'http://service.test/'") && !text.contains(" -H '@") && !text.contains("no colon")
        )
        #expect(text.contains("--data-binary @-"))
    }

    @Test(
        "has the whole URL of a request whose query has one, too",
        arguments: [
            ("/login?next=http://x.test/a", "http://service.test/login?next=http://x.test/a"),
            ("HTTP://x.test/a", "HTTP://x.test/a"), ("https://x.test/", "https://x.test/"),
            ("*", "http://service.test/"), ("h.test:443", "http://service.test/"),
        ]
    )
    func urls(_ target: String, _ url: String) throws {
        #expect(Exchange.simple(target).request.url == url)
        let har = try export(HARExporter(version: "1"), [.simple(target)])
        #expect(har.contains("\"url\":\"\(url)\""))
    }

    @Test("has the lines of one name joined as that name's are, for a program that takes one")
    func joined() throws {
        let fields = "X-A: 1\r\nCookie: a=1\r\nX-A: 2\r\nCookie: b=2\r\n"
        let script = try export(K6Exporter(exchanges: 1, span: 0), [.simple(fields: fields)])
        #expect(script.contains(#""headers":{"Cookie":"a=1; b=2","X-A":"1, 2"}"#))
    }

    @Test("is a script of k6, which JavaScript reads", .enabled(if: hasNode, "it needs node"))
    func k6() throws {
        let folder = try TemporaryFolder()
        var script = try export(K6Exporter(exchanges: 500, span: 10_000_000_000))
        #expect(script.contains("RATE || 50)"))
        // k6's own modules are not there.
        script = script.replacing(/import .*\n/, with: "").replacing("export const", with: "const").replacing(
            "export default function",
            with: "const send = function"
        )
        script += "\nconsole.log(JSON.stringify(requests));"
        script = "const __ENV = {};\n" + script
        let (status, output) = try run("node", [folder.write("script.js", Array(script.utf8))])
        #expect(status == 0)
        let requests = try #require(try JSONSerialization.jsonObject(with: output) as? [[String: Any]])
        #expect(requests.count == 5)
        #expect(requests[1]["body"] as? String == "line 'one'\nü\t\\end!")
        #expect((requests[0]["headers"] as? [String: String])?["X-Two"] == "1, 2")
    }
}

private let hasBash = (try? run("bash", ["-c", "true"]).status) == 0
private let hasNode = (try? run("node", ["--version"]).status) == 0
