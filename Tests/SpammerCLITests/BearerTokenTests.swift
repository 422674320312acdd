import TestSupport
import Testing

@testable import SpammerCLI

@Suite("A token of the target's")
struct BearerTokenTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    @Test("comes from a file or a command, without the line break at its end")
    func read() throws {
        let file = try folder.write("token", Array("abc.DEF-1\n".utf8))
        #expect(try BearerToken(file: file).header == "Authorization: Bearer abc.DEF-1")
        #expect(try BearerToken(command: "printf abc; echo 123").header == "Authorization: Bearer abc123")
    }

    @Test("that is none is an error which does not show what is there instead")
    func malformed() throws {
        for content in ["", "\n", "one two", "secret\r\nX: y", "sécret"] {
            let file = try folder.write("token", Array(content.utf8))
            let error = #expect(throws: CommandError.self) { try BearerToken(file: file) }
            #expect(error?.description.contains("secret") == false)
        }
        #expect(throws: CommandError.self) { try BearerToken(file: "/nowhere") }
        let failed = #expect(throws: CommandError.self) { try BearerToken(command: "echo abc; exit 3") }
        #expect(failed?.description.contains("failed with 3") == true)
    }
}
