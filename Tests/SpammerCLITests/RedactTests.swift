import Corpus
import Foundation
import TestSupport
import Testing

@Suite("Redacting on the command line")
struct RedactTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.write("team.key", Array("0123456789abcdef0123456789abcdef".utf8))
        try folder.write("rules.yaml", Array("keep: [cookie]\n".utf8))
    }

    @Test("a recording that is redacted is the recording redacted afterwards, under one key")
    func same() async throws {
        let key = folder.file("team.key")
        let recorded = try await Tool.run(
            "record",
            Sample.path,
            "-o",
            folder.file("a.corpus"),
            "--redact",
            "--redact-key-file",
            key
        )
        #expect(recorded.code == 0, "\(recorded.errors)")
        #expect(recorded.output.contains("Redacted in 484 exchanges"))
        #expect(!recorded.output.contains("This corpus holds credentials"))
        #expect(try await Tool.run("record", Sample.path, "-o", folder.file("plain.corpus")).code == 0)
        let redacted = try await Tool.run(
            "redact",
            folder.file("plain.corpus"),
            "-o",
            folder.file("b.corpus"),
            "--redact-key-file",
            key
        )
        #expect(redacted.code == 0, "\(redacted.errors)")
        let (first, second) = (
            try CorpusReader(path: folder.file("a.corpus")), try CorpusReader(path: folder.file("b.corpus"))
        )
        let plain = try CorpusReader(path: folder.file("plain.corpus"))
        var changed = 0
        while let exchange = try first.next() {
            #expect(try second.next() == exchange)
            if try plain.next() != exchange { changed += 1 }
        }
        #expect(changed == 484)
        #expect(first.footer?.provenance.redaction == second.footer?.provenance.redaction)
        let inspected = try await Tool.run("inspect", folder.file("b.corpus"))
        #expect(inspected.output.contains("Authorization"))
        #expect(inspected.output.contains("was redacted with the same key"))
    }

    @Test("the user's rules apply, and a key that is too short is refused")
    func rules() async throws {
        let recorded = try await Tool.run(
            "record",
            Sample.path,
            "-o",
            folder.file("a"),
            "--redact",
            "--redact-rules",
            folder.file("rules.yaml")
        )
        #expect(recorded.output.contains("This corpus holds credentials"))
        #expect(recorded.output.contains("their key was thrown away"))
        try folder.write("short.key", [1, 2, 3])
        let short = try await Tool.run(
            "redact",
            folder.file("a"),
            "-o",
            folder.file("b"),
            "--redact-key-file",
            folder.file("short.key")
        )
        #expect(short.code == 1)
        #expect(short.errors.contains("expected 16 bytes or more, and it has 3"))
        let rules = try await Tool.run(
            "redact",
            folder.file("a"),
            "-o",
            folder.file("b"),
            "--redact-rules",
            folder.file("team.key")
        )
        #expect(rules.code == 1)
        #expect(rules.errors.contains("--redact-rules"))
    }
}
