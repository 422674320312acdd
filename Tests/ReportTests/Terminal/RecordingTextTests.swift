import Corpus
import TestSupport
import Testing

@testable import Report

@Suite("The text of a recording")
struct RecordingTextTests {
    private func text(_ provenance: Provenance, exchanges: UInt64 = 484) -> String {
        RecordingText(
            path: "shop.corpus",
            fileSize: 20_200,
            exchanges: exchanges,
            connections: 39,
            spanSeconds: 12,
            provenance: provenance
        )
        .text()
    }

    private static var provenance: Provenance {
        var provenance = Provenance()
        provenance.account = Pages.account
        provenance.filters = ["port: 80"]
        provenance.sources = [
            .init(name: "a.pcap", kind: "pcap", exchanges: 484, warnings: ["it is cut off at byte 77"]),
            .init(name: "log.jsonl", kind: "jsonl", absent: ["connection", "responseDigest"]),
        ]
        provenance.credentials = ["Cookie": 484, "?token=": 2]
        return provenance
    }

    @Test("says where every packet, byte and message went, and which credentials were kept")
    func whole() {
        let expected = """
            Recorded 484 exchanges into shop.corpus
              39 connections, 12.0 s of traffic, 20.2 kB, 41.7 bytes an exchange

              source     kind   exchanges  does not tell
              a.pcap     pcap         484
              log.jsonl  jsonl          0  connections, response digests
              Recorded only: port 80
              Warning: a.pcap: it is cut off at byte 77

            Where everything went
              packets                              1,934
                TCP                                1,900   98.2%
                other transport, such as UDP          30    1.6%
                malformed                              4    0.2%
              TCP bytes                          987,896  988 kB
                requests                         104,335   10.6%
                responses                        883,461   89.4%
                TLS that could not be decrypted      100   0.01%
              TCP streams                             39
                HTTP                                  38   97.4%
                TLS that could not be decrypted        1    2.6%
              requests                               484
                with their response                  483   99.8%
                without a response                     1    0.2%
              responses                              483
                with their request                   483  100.0%

            Besides
              1 TCP packet cut by the capture's snap length: record with a larger one (tcpdump -s 0)
              1,460 bytes lost in gaps: sent, but in no packet of the capture
              1 stream with gaps

            Events
              abandonedDatagrams  2

            This corpus holds credentials
                       exchanges
              Cookie         484
              ?token=          2
              Only its owner can read the file (mode 0600): keep it so, and send it to nobody who may not have
              them. A replay sends them to its target.
              `spammer redact` puts pseudonyms in their places.

            """
        #expect(text(Self.provenance) == expected)
    }

    @Test("of nothing says what to look at")
    func nothing() {
        let text = text(Provenance(), exchanges: 0)
        #expect(text.hasPrefix("Recorded 0 exchanges into shop.corpus\n  39 connections, 20.2 kB\n"))
        #expect(text.contains("No HTTP request was found."))
        #expect(!text.contains("credentials"))
    }

    @Test("says so when the books do not balance, whose fault that is, and what to do")
    func imbalance() {
        var provenance = Self.provenance
        provenance.account.bytes.total += 1
        #expect(text(provenance).contains("The books do not balance (bytes: 987897 in all, 987896 in the parts)."))
    }

    @Test("shows the first warnings of a source and counts the rest")
    func manyWarnings() {
        var provenance = Provenance()
        let warnings = (0..<50).map { "line \($0) is bad" }
        provenance.sources = [.init(name: "a.jsonl", kind: "jsonl", warnings: warnings)]
        let lines = text(provenance).pageLines.filter { $0.hasPrefix("  Warning: a.jsonl: ") }
        #expect(lines.first == "  Warning: a.jsonl: line 0 is bad")
        #expect(lines.last?.hasSuffix(" more warnings") == true)
        #expect(lines.count < 25)
    }

    @Test("is text, whatever the files are called")
    func hostileNames() {
        var provenance = Self.provenance
        let name = "\u{1B}]0;owned\u{7}" + String(repeating: "long/", count: 60)
        provenance.sources = [.init(name: name, kind: "pcap", warnings: [name])]
        provenance.credentials = [name: 1]
        for line in text(provenance).pageLines {
            #expect(DisplayText.width(of: String(line)) <= TextTable.pageWidth)
            #expect(!line.unicodeScalars.contains { $0.value < 0x20 })
        }
    }
}
