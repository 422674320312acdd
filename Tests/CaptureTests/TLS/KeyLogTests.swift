import TestSupport
import Testing

@testable import Capture

@Suite("A key log")
struct KeyLogTests {
    private static let random = String(repeating: "0a", count: 32)
    private static let secret = String(repeating: "Bc", count: 48)

    private func log(_ text: String) -> KeyLog {
        var log = KeyLog()
        log.add(Array(text.utf8))
        return log
    }

    @Test("has the secrets of a session by its client's random number, whatever the ends of its lines")
    func lines() {
        let labels = [
            "CLIENT_RANDOM", "CLIENT_EARLY_TRAFFIC_SECRET", "CLIENT_HANDSHAKE_TRAFFIC_SECRET",
            "SERVER_HANDSHAKE_TRAFFIC_SECRET", "CLIENT_TRAFFIC_SECRET_0", "SERVER_TRAFFIC_SECRET_0",
        ]
        for end in ["\n", "\r\n"] {
            let log = log("# comment\(end)" + labels.map { "\($0) \(Self.random) \(Self.secret)\(end)" }.joined())
            let secrets = log.secrets(of: [UInt8](repeating: 0x0A, count: 32))
            let expected = [UInt8](repeating: 0xBC, count: 48)
            #expect(secrets?.master == expected && secrets?.clientEarly == expected)
            #expect(secrets?.clientHandshake == expected && secrets?.serverHandshake == expected)
            #expect(secrets?.clientTraffic == expected && secrets?.serverTraffic == expected)
            #expect(log.badLines == 0)
        }
    }

    @Test("passes over what it does not know, and counts what is broken")
    func others() {
        let log = log(
            "EXPORTER_SECRET \(Self.random) \(Self.secret)\nRSA 12 34\n\nCLIENT_RANDOM xy \(Self.secret)\n"
                + "CLIENT_RANDOM \(Self.random) abc\nCLIENT_RANDOM \(Self.random)\nCLIENT_RANDOM \(Self.random.dropLast(2)) 00\n"
        )
        #expect(log.isEmpty)
        #expect(log.badLines == 3)
    }

    @Test("of any bytes does no harm", arguments: UInt64(1)...20)
    func anything(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var log = KeyLog()
        var text = Array("CLIENT_RANDOM \(Self.random) \(Self.secret)\n".utf8)
        for _ in 0..<30 {
            text[Int.random(in: 0..<text.count, using: &random)] = .random(in: .min ... .max, using: &random)
            log.add(text)
        }
    }
}
