import TestSupport
import Testing

@Suite("A file of TLS keys")
struct KeyLogWarningTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func warnings(_ keys: String) async throws -> String {
        let path = try folder.write("keys.log", Array(keys.utf8))
        let ended = try await Tool.run(
            "record",
            Sample.path,
            "--keylog",
            path,
            "-o",
            folder.file("a.corpus"),
            "--force"
        )
        #expect(ended.code == 0, "\(ended.errors)")
        return ended.errors.replacing(path, with: "keys.log")
    }

    @Test("with lines that are none is used, and they are told")
    func bad() async throws {
        let random = String(repeating: "0a", count: 32)
        let secret = String(repeating: "bc", count: 48)
        #expect(try await warnings("# a comment\nCLIENT_RANDOM \(random) \(secret)\n") == "")
        #expect(
            try await warnings("CLIENT_RANDOM \(random) \(secret)\nCLIENT_RANDOM \(random) xy\n")
                == "spammer: warning: --keylog keys.log: 1 line with no key of TLS where one belongs\n"
        )
        #expect(
            try await warnings("any text\n") == "spammer: warning: --keylog keys.log: there is no key of TLS in it\n"
        )
    }
}
