import Foundation
import TestSupport
import Testing

@Suite(
    "A run on a terminal",
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/script"), "script(1) makes the terminal")
)
struct TerminalProgressTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private static let environment = ["TERM": "xterm-256color", "NO_COLOR": "", "SHELL": "/bin/sh"]

    /// Serves the sample, replays it on a terminal while something is done, and gives what the terminal was written.
    private func replay(
        _ options: [String],
        environment: [String: String] = environment,
        columns: Int = 100,
        while act: (Tool) async throws -> Void = { _ in }
    ) async throws -> Tool.Ended {
        let corpus = folder.file("shop.corpus")
        #expect(try await Tool.run("record", Sample.path, "-o", corpus).code == 0)
        let server = try Tool(["serve", corpus, "--port", "0", "--latency", "none"])
        let line = try #require(try await server.line(with: "Serving"))
        let url = String(try #require(line.firstMatch(of: /http:\/\/[0-9.:]+/)).output)
        let tool = try Tool(
            ["replay", corpus, "--target", url, "--no-history", "--log", folder.file("run.log")] + options,
            in: folder.path,
            environment: environment,
            columns: columns
        )
        try await act(tool)
        let ended = try await tool.end()
        server.interrupt()
        _ = try await server.end()
        return ended
    }

    @Test("shows the block while it goes on, and leaves the log and the table, whole and alone")
    func block() async throws {
        let ended = try await replay(["--rate", "100", "--duration", "3s"])
        #expect([0, 3].contains(ended.code), "\(ended.output)")
        #expect(ended.output.contains("\u{1B}[?2026h"))
        #expect(ended.output.contains("\u{2588}"), "no bar")
        #expect(ended.output.contains("of 00:03"))
        #expect(ended.output.contains("100.0/s"))
        var screen = ScreenModel()
        screen.feed(ended.output)
        #expect(screen.lines.contains { $0.contains("The run is over") })
        #expect(!screen.lines.contains { $0.contains("late p99") || $0.contains("\u{2591}") || $0.contains("\u{1B}") })
        #expect(!screen.lines.contains { $0.contains("  in flight ") }, "plain lines are for the file")
        let log = String(decoding: try folder.read("run.log"), as: UTF8.self)
        #expect(log.contains("  in flight "))
        #expect(!log.contains("\u{1B}"))
    }

    @Test("ends tidily when it is told to")
    func interrupted() async throws {
        let ended = try await replay(["--speed", "0.1x"]) { tool in
            // The block is there before the signal comes.
            _ = try await tool.line(with: "late p99")
            tool.interrupt()
        }
        #expect([0, 3].contains(ended.code), "\(ended.output)")
        var screen = ScreenModel()
        screen.feed(ended.output)
        #expect(screen.lines.contains { $0.contains("Stopping: ") })
        #expect(screen.lines.contains { $0.contains("The run is over") })
        #expect(!screen.lines.contains { $0.contains("late p99") })
    }

    @Test("has its tables in the terminal's colours and width, and the log file plain ones of a page's width")
    func tables() async throws {
        let ended = try await replay(["--speed", "50x"], columns: 80)
        #expect(ended.output.contains("\u{1B}[1mResponse time") || ended.output.contains("\u{1B}[1mService time"))
        var screen = ScreenModel()
        screen.feed(ended.output)
        let rows = screen.lines.drop { !$0.contains("The run is over") }.filter { $0.hasPrefix("  ") }
        #expect(rows.contains { $0.contains("p99.9") })
        #expect(rows.allSatisfy { $0.count <= 80 }, "\(rows.filter { $0.count > 80 })")
        let log = String(decoding: try folder.read("run.log"), as: UTF8.self)
        #expect(!log.contains("\u{1B}"))
        #expect(log.split(separator: "\n").contains { $0.count > 80 && $0.contains("p99") })
    }

    @Test("refuses to write a corpus to the terminal")
    func corpus() async throws {
        let tool = try Tool(["record", Sample.path, "-o", "-"], environment: Self.environment, columns: 80)
        let ended = try await tool.end()
        #expect(ended.code == 1)
        #expect(ended.output.contains("spammer: a corpus is no text, and standard output is a terminal"))
    }

    @Test("tells in lines where the terminal cannot move its cursor")
    func dumb() async throws {
        let ended = try await replay(["--speed", "50x"], environment: ["TERM": "dumb", "SHELL": "/bin/sh"])
        #expect(!ended.output.contains("\u{1B}"))
        #expect(ended.output.contains("The run is over"))
    }
}
