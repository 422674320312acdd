import Foundation
import Glibc
import TestSupport

/// The `spammer` executable, as the build made it, run as a user would.
final class Tool: Sendable {
    /// What a finished process left.
    struct Ended {
        var code: Int32
        var output: String
        var errors: String
    }

    /// The executable lies beside the tests' own.
    static let path: String = {
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        let candidates = [own] + CommandLine.arguments.filter { $0.contains(".xctest") }
        return candidates.map { URL(filePath: $0).deletingLastPathComponent().appending(path: "spammer").path }
            .first { FileManager.default.isExecutableFile(atPath: $0) } ?? "spammer"
    }()

    private let process: Process
    private let folder: TemporaryFolder
    /// What is typed at its terminal; nil where it has none.
    private let keyboard: Pipe?
    private let exited: Task<Int32, Never>

    /// Starts it, in a folder of its own unless one is given.
    ///
    /// - Parameter fileBlocks: the size that its files may have, in blocks of 512 bytes; what is past it cannot be
    ///   written, as on a disk that is full.
    /// - Parameter descriptors: the files and sockets that it may have open.
    /// - Parameter columns: the width of the terminal that it runs on, in a session of its own; nil for none. All that it
    ///   writes there is its output.
    /// - Parameter program: what to start in its place.
    init(
        _ arguments: [String],
        in directory: String? = nil,
        environment: [String: String] = [:],
        fileBlocks: Int? = nil,
        descriptors: Int? = nil,
        columns: Int? = nil,
        program: String = Tool.path
    ) throws {
        let folder = try TemporaryFolder()
        for name in ["out", "err"] { try folder.write(name, []) }
        let process = Process()
        let keyboard = columns == nil ? nil : Pipe()
        if let limit = fileBlocks.map({ "-f \($0)" }) ?? descriptors.map({ "-n \($0)" }) {
            process.executableURL = URL(filePath: "/bin/sh")
            process.arguments = ["-c", "ulimit \(limit) && exec \"$0\" \"$@\"", Self.path] + arguments
        } else if let columns {
            let words = ([Self.path] + arguments).map { "'" + $0.replacing("'", with: "'\\''") + "'" }
            process.executableURL = URL(filePath: "/usr/bin/script")
            process.arguments = [
                "-qec", "stty cols \(columns) rows 24 && exec " + words.joined(separator: " "), "/dev/null",
            ]
        } else {
            process.executableURL = URL(filePath: program)
            process.arguments = arguments
        }
        process.currentDirectoryURL = URL(filePath: directory ?? folder.path)
        // No test writes into the history of whoever runs it.
        let own = ["XDG_DATA_HOME": folder.file("data")]
        process.environment = ProcessInfo.processInfo.environment.merging(own) { $1 }.merging(environment) { $1 }
        if let keyboard {
            process.standardInput = keyboard
        } else {
            process.standardInput = FileHandle.nullDevice
        }
        // Files and not pipes, which would fill up when nobody reads them.
        process.standardOutput = try FileHandle(forWritingTo: URL(filePath: folder.file("out")))
        process.standardError = try FileHandle(forWritingTo: URL(filePath: folder.file("err")))
        let (codes, ended) = AsyncStream.makeStream(of: Int32.self)
        process.terminationHandler = { finished in
            ended.yield(finished.terminationReason == .exit ? finished.terminationStatus : -finished.terminationStatus)
            ended.finish()
        }
        try process.run()
        exited = Task {
            for await code in codes { return code }
            return -1
        }
        self.process = process
        self.keyboard = keyboard
        self.folder = folder
    }

    /// Runs it to its end.
    static func run(_ arguments: String..., in directory: String? = nil, environment: [String: String] = [:])
        async throws -> Ended
    {
        try await Tool(arguments, in: directory, environment: environment).end()
    }

    /// Waits for its end.
    func end() async throws -> Ended {
        let code = await exited.value
        return Ended(code: code, output: try text("out"), errors: try text("err"))
    }

    /// What Ctrl-C does.
    func interrupt() {
        if let keyboard {
            try? keyboard.fileHandleForWriting.write(contentsOf: Data([0x03]))
        } else {
            process.interrupt()
        }
    }

    /// What nothing can be done about: SIGKILL.
    func kill() {
        if process.isRunning { Glibc.kill(process.processIdentifier, SIGKILL) }
    }

    /// Whether it has not ended.
    var isRunning: Bool { process.isRunning }

    /// Waits until a line of its output has a word in it, and gives that line; nil where it ended without one.
    func line(with word: String) async throws -> String? {
        try await line(with: word, in: "out")
    }

    /// The same for what it writes to standard error, or for the n-th such line.
    func errorLine(with word: String, number: Int = 1) async throws -> String? {
        try await line(with: word, number: number, in: "err")
    }

    private func line(with word: String, number: Int = 1, in file: String) async throws -> String? {
        while true {
            let isOver = !process.isRunning
            let lines = try text(file).split(separator: "\n").filter { $0.contains(word) }
            if lines.count >= number { return String(lines[number - 1]) }
            if isOver { return nil }
            // A file tells nobody that it grew; this looks again, and asserts nothing about how long it takes.
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    /// Waits until it reads from a pipe, and gives the end to write to; nil where it ended without reading.
    func opens(_ pipe: String) async throws -> CInt? {
        while process.isRunning {
            // Fails as long as nobody reads.
            let descriptor = open(pipe, O_WRONLY | O_NONBLOCK)
            if descriptor >= 0 {
                _ = fcntl(descriptor, F_SETFL, 0)
                return descriptor
            }
            try await Task.sleep(for: .milliseconds(10))
        }
        return nil
    }

    private func text(_ name: String) throws -> String {
        String(decoding: try folder.read(name), as: UTF8.self)
    }
}
