import Corpus
import TestSupport
import Testing

@testable import Report

@Suite("The text of an inspection")
struct InspectionTextTests {
    private static func exchanges() -> [Exchange] {
        (0..<60).map { number in
            var exchange = Pages.exchange(
                number % 3 == 0 ? "/products/\(number)" : "/",
                at: Int64(number * number),
                fields: "Cookie: a\r\n"
            )
            if number == 9 { exchange.outcome = .noResponse }
            if number == 5 { exchange.outcome = Outcome(ending: .complete, status: 500, duration: 90_000_000) }
            return exchange
        }
    }

    @Test("shows a corpus over time, by endpoint and by host, and what is not in it")
    func whole() throws {
        let expected = """
            shop.corpus: 60 exchanges
              20.2 kB, 1 block, 1 connection, 0 B of request bodies, 0 B of response bodies

              2026-09-21T14:13:20Z to 2026-09-21T14:13:23.481Z: 3.48 s, 17.2/s on average
              █
              █
              █▆▁▁ ▁
              ████▅█▅▅▅▅▅▅▅▅▅▅▅ ▅▅▅ ▅▅ ▅▅ ▅▅ ▅ ▅▅ ▅ ▅ ▅ ▅ ▅ ▅ ▅ ▅ ▅  ▅ ▅ ▅  ▅ ▅  ▅ ▅  ▅ ▅  ▅ ▅
              peak 160.9/s, a column is 0.044 s

                                                             no whole
              endpoint            requests  statuses         response      p50      p95      p99      max
              GET /                     40  200: 39, 500: 1            2.00 ms  2.00 ms  90.0 ms  90.0 ms
              GET /products/{id}        20  200                     1  2.00 ms  2.00 ms  2.00 ms  2.00 ms

              host       requests
              shop.test        60

              source     kind  exchanges  does not tell
              shop.pcap  pcap         60

            This corpus holds credentials
                      exchanges
              Cookie         60
              Only its owner can read the file (mode 0600): keep it so, and send it to nobody who may not have
              them. A replay sends them to its target.
              `spammer redact` puts pseudonyms in their places.

            """
        #expect(InspectionText(try Pages.inspection(Self.exchanges())).text() == expected)
    }

    @Test("has no column for what there is none of")
    func columns() throws {
        let text = InspectionText(try Pages.inspection([Pages.exchange("/", at: 0)])).text()
        #expect(!text.contains("no whole"))
        #expect(!text.contains("credentials"))
    }

    @Test("of a corpus that was cut off says so, and how much could not be read")
    func cutOff() throws {
        let text = InspectionText(try Pages.inspection(Self.exchanges(), cutBy: 60)).text()
        #expect(text.contains("  This corpus has no end: its recording was cut off, or the file is damaged."))
        #expect(text.contains(" B are no whole block;"))
        #expect(text.contains("GET /products/{id}        20"))
    }

    @Test("is text, whatever was recorded", arguments: UInt64(1)...3)
    func hostile(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let exchanges = (0..<100).map { number in
            Pages.exchange(.random(using: &random), at: Int64(number), host: .random(using: &random))
        }
        for line in InspectionText(try Pages.inspection(exchanges)).text().pageLines {
            #expect(DisplayText.width(of: String(line)) <= TextTable.pageWidth)
            #expect(!line.unicodeScalars.contains { $0.value < 0x20 })
        }
    }
}
