import Corpus
import Foundation
import TestSupport
import Testing

@Suite("Encrypting on the command line")
struct EncryptTests {
    private let folder: TemporaryFolder
    private let key: String
    private let corpus: String

    init() async throws {
        folder = try TemporaryFolder()
        key = try folder.write("a.key", Array("0123456789abcdef0123456789abcdef".utf8))
        try folder.write("b.key", Array("0123456789abcdef0123456789abcdeX".utf8))
        corpus = folder.file("shop.corpus")
        let ended = try await Tool.run("record", Sample.path, "-o", corpus, "--encrypt-key-file", key)
        #expect(ended.code == 0, "\(ended.errors)")
    }

    @Test(
        "every reader takes the key, and says when it lacks one or has another",
        arguments: [
            ["inspect"], ["export"], ["show", "--id", "1"], ["slice", "-o", "-", "--plain"],
        ]
    )
    func readers(_ command: [String]) async throws {
        let arguments = [command[0], corpus] + command.dropFirst()
        #expect(try await Tool(arguments + ["--key-file", key]).end().code == 0)
        let without = try await Tool(arguments).end()
        #expect(without.code == 1 && without.errors.contains("is encrypted; give its key with --key-file"))
        let other = try await Tool(arguments + ["--key-file", folder.file("b.key")]).end()
        #expect(other.code == 1 && other.errors.contains("encrypted with another key"))
    }

    @Test("what is made of an encrypted corpus is encrypted, or expressly not")
    func outputs() async throws {
        let refused = try await Tool.run("slice", corpus, "-o", folder.file("p"), "--key-file", key)
        #expect(refused.code == 1 && refused.errors.contains("--plain"))
        let sealed = try await Tool.run(
            "redact",
            corpus,
            "-o",
            folder.file("s"),
            "--key-file",
            key,
            "--encrypt-key-file",
            folder.file("b.key")
        )
        #expect(sealed.code == 0, "\(sealed.errors)")
        #expect(try await Tool.run("inspect", folder.file("s"), "--key-file", folder.file("b.key")).code == 0)
        #expect(try await Tool.run("slice", corpus, "-o", folder.file("p"), "--key-file", key, "--plain").code == 0)
        #expect(try await Tool.run("inspect", folder.file("p")).output.contains("484 exchanges"))
        let short = try await Tool.run(
            "slice",
            folder.file("p"),
            "-o",
            "q",
            "--encrypt-key-file",
            Sample.path,
            "--key-file",
            "/nowhere"
        )
        #expect(short.errors.contains("--key-file /nowhere: No such file"))
    }
}
