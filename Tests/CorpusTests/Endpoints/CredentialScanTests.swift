import Testing

@testable import Corpus

@Suite("The credentials that a corpus names")
struct CredentialScanTests {
    @Test("are those that a redaction would replace by their names")
    func names() {
        var scan = CredentialScan()
        scan.look(
            at: Exchange.simple(
                "/?access%5Ftoken=1&authenticity_token=2&page=3",
                fields: "X-Vault-Token: 1\r\napi_key: 2\r\nAccept: */*\r\ncookie: a=b\r\n"
            ).request
        )
        scan.look(at: RecordedResponse(fieldLines: Array("Access-Control-Allow-Credentials: true\r\n".utf8), body: nil))
        #expect(
            scan.counts == [
                "X-Vault-Token": 1, "Api_key": 1, "Cookie": 1, "?access_token=": 1, "?authenticity_token=": 1,
            ]
        )
    }

    @Test("are no more than so many, whoever makes names up")
    func limit() {
        var scan = CredentialScan()
        for number in 0..<3000 {
            scan.look(at: Exchange.simple("/?x\(number)[token]=1", fields: "X\(number)-Token: 1\r\n").request)
        }
        #expect(scan.counts.count == CredentialScan.nameLimit + 1)
        #expect(scan.counts.values.reduce(0, +) == 6000)
        let long = String(repeating: "a.", count: 5000) + "token"
        scan.look(at: Exchange.simple("/?\(long)=1").request)
        #expect(scan.counts.keys.allSatisfy { $0.utf8.count < 100 })
    }
}
