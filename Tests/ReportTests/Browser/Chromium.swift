import Foundation
import TestSupport

/// Chromium without a window, where it is installed: what a page becomes in a real browser.
struct Chromium {
    /// What a page became.
    struct Loaded {
        /// Its elements when all was done.
        var document: String
        /// What the browser had to say: refused scripts, errors, failed loads.
        var messages: [String]
    }

    /// Where it is; nil where it is not installed.
    static let path: String? = {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map { String($0) }
        return folders.flatMap { folder in ["chromium", "chromium-browser", "google-chrome"].map { "\(folder)/\($0)" } }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }()

    /// Why tests of it are left out.
    static let advice: String = "Chromium is not installed: apt-get install chromium"

    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    /// Loads a page.
    ///
    /// - Parameters:
    ///   - page: its text.
    ///   - width: of the page, in pixels; it is loaded into a frame of that width, as no window is narrower than 500.
    ///   - script: what is run in it when it is there; the page's policy is opened for that.
    func load(_ page: String, width: Int? = nil, then script: String? = nil) async throws -> Loaded {
        var page = script.map { Self.page(page, with: $0) } ?? page
        if let width { page = Self.framed(page, width: width) }
        let file = try folder.write("page.html", Array(page.utf8))
        for name in ["out", "err"] { try folder.write(name, []) }
        let process = Process()
        process.executableURL = URL(filePath: Self.path ?? "chromium")
        process.arguments = [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars",
            "--no-first-run",
            "--disable-extensions", "--disable-background-networking", "--user-data-dir=\(folder.file("profile"))",
            "--window-size=1200,900", "--virtual-time-budget=10000", "--enable-logging=stderr", "--dump-dom",
            "file://\(file)",
        ]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: URL(filePath: folder.file("out")))
        process.standardError = try FileHandle(forWritingTo: URL(filePath: folder.file("err")))
        let (ends, ended) = AsyncStream.makeStream(of: Void.self)
        process.terminationHandler = { _ in ended.finish() }
        try process.run()
        for await _ in ends {}
        let errors = String(decoding: try folder.read("err"), as: UTF8.self)
        return Loaded(
            document: String(decoding: try folder.read("out"), as: UTF8.self),
            messages: errors.split(separator: "\n").filter { $0.contains("CONSOLE") }.map { String($0) }
        )
    }

    private static func framed(_ page: String, width: Int) -> String {
        let text = page.replacing("&", with: "&amp;").replacing("\"", with: "&quot;")
        return "<!DOCTYPE html><meta charset=\"utf-8\"><link rel=\"icon\" href=\"data:,\">"
            + "<iframe width=\"\(width)\" height=\"800\" frameborder=\"0\" srcdoc=\"\(text)\"></iframe>"
    }

    /// The page with another script after its own, and a policy that lets both run.
    private static func page(_ page: String, with script: String) -> String {
        guard let start = page.firstRange(of: "script-src &#39;"),
            let end = page[start.upperBound...].firstRange(of: "&#39;")
        else { return page }
        return page.replacingCharacters(in: start.upperBound..<end.lowerBound, with: "unsafe-inline")
            .replacing("</body>", with: "<script>\(script)</script></body>")
    }
}
