import Foundation

/// A token that a target wants in place of the recorded one (RFC 6750), from where it shows in no list of processes.
struct BearerToken {
    /// The header that carries it.
    let header: String

    /// The token in a file.
    init(file path: String) throws {
        try self.init(GivenFile.bytes(path, of: "--bearer-token-file"), from: path)
    }

    /// The token that a shell command prints.
    init(command: String) throws {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", command]
        process.standardOutput = output
        do {
            try process.run()
        } catch {
            throw CommandError("cannot run '\(command)': \(systemReason(of: error))")
        }
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationReason == .exit, process.terminationStatus == 0 else {
            throw CommandError("expected a token from '\(command)', and it failed with \(process.terminationStatus)")
        }
        try self.init(bytes, from: "'\(command)'")
    }

    private init(_ bytes: Data, from source: String) throws {
        let token = String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        // What it holds instead is not shown: it may be another secret.
        guard !token.isEmpty, token.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw CommandError("expected one token and nothing else, and \(source) has something else")
        }
        header = "Authorization: Bearer \(token)"
    }
}
