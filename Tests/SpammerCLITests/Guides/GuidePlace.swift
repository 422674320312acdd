import Foundation
import TestSupport
import Testing

/// A folder in which a guide's commands are run: with the samples in it, `spammer` in the path, and a stand-in where the guides say
/// `http://staging:8080`.
///
/// What a verdict is depends on how busy the machine is; that commands fit the tool, and each other, does not. So a run that is
/// invalid, or a release that is worse, goes on as one that passes, and all exit codes are noted.
final class GuidePlace {
    /// A call of spammer.
    struct Call {
        let code: Int32
        let arguments: String
    }

    /// The exit codes of what did its work, whatever it found.
    static let fine: Set<Int32> = [0, 3, 99]

    private let folder: TemporaryFolder
    private let server: Tool
    private let url: String

    init() async throws {
        folder = try TemporaryFolder()
        let files = FileManager.default
        try files.createSymbolicLink(atPath: folder.file("samples"), withDestinationPath: "\(Repository.path)/samples")
        let wrapper = """
            #!/bin/sh
            '\(Tool.path)' "$@"
            code=$?
            echo "$code $*" >> '\(folder.file("calls"))'
            case $code in 3|99) exit 0 ;; *) exit $code ;; esac
            """
        try files.createDirectory(atPath: folder.file("bin"), withIntermediateDirectories: true)
        try folder.write("bin/spammer", Array(wrapper.utf8))
        try files.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.file("bin/spammer"))
        let corpus = folder.file("served.corpus")
        let recorded = try await Tool.run("record", Sample.path, "-o", corpus)
        try #require(recorded.code == 0)
        server = try Tool(["serve", corpus, "--port", "0", "--latency", "none"])
        let line = try #require(try await server.line(with: "Serving"))
        url = String(try #require(line.firstMatch(of: /http:\/\/[0-9.:]+/)).output)
    }

    deinit {
        server.interrupt()
    }

    /// Runs a block as a shell does, in the folder.
    func run(_ block: String) async throws -> Tool.Ended {
        let script = "set -euo pipefail\n" + block.replacing("http://staging:8080", with: url)
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        return try await Tool(
            ["-c", script],
            in: folder.path,
            environment: [
                "PATH": "\(folder.file("bin")):\(path)", "HOME": folder.path, "XDG_DATA_HOME": folder.file("data"),
            ],
            program: "/bin/bash"
        ).end()
    }

    /// What was called so far.
    func calls() throws -> [Call] {
        String(decoding: try folder.read("calls"), as: UTF8.self).split(separator: "\n").map { line in
            let words = line.split(separator: " ", maxSplits: 1)
            return Call(code: Int32(words.first ?? "") ?? -1, arguments: String(words.last ?? ""))
        }
    }
}
