import Testing

@testable import Capture

@Suite("Keys of TLS")
struct KeyScheduleTests {
    private func bytes(_ digits: String) -> [UInt8] {
        digits.split(separator: " ").map { UInt8($0, radix: 16) ?? 0 }
    }

    @Test("are those of RFC 8448, section 3")
    func traces() {
        let secret = bytes(
            "b6 7b 7d 69 0c c1 6c 4e 75 e5 42 13 cb 2d 37 b4 e9 c9 12 bc de d9 10 5d 42 be fd 59 d3 91 ad 38"
        )
        let key = KeySchedule.expand13(secret, "key", count: 16, .sha256)
        #expect(key == bytes("3f ce 51 60 09 c2 17 27 d0 f2 e4 e8 6e e4 03 bc"))
        let iv = KeySchedule.expand13(secret, "iv", count: 12, .sha256)
        #expect(iv == bytes("5d 31 3e b2 67 12 76 ee 13 00 0b 30"))
    }

    @Test("of TLS 1.2 are those of the vector for its pseudo-random function with SHA-256")
    func pseudoRandomFunction() {
        // https://mailarchive.ietf.org/arch/msg/tls/fzVCzk-z3FShgGJ6DOXqM1ydxms
        let secret = bytes("9b be 43 6b a9 40 f0 17 b1 76 52 84 9a 71 db 35")
        let seed = bytes("a0 ba 9f 93 6c da 31 18 27 a6 f7 96 ff d5 19 8c")
        let output = KeySchedule.expand12(secret, "test label", seed, count: 100, .sha256)
        #expect(output.prefix(16).elementsEqual(bytes("e3 f2 29 ba 72 7b e1 7b 8d 12 26 20 55 7c d4 53")))
        #expect(output.count == 100)
    }
}
