import TestSupport
import Testing

@Suite("Modules")
struct ImportTests {
    /// What each module may import.
    ///
    /// Data goes one way (captures → corpus → replay → summary → report), and so do imports: nothing
    /// here names a module that is further down than itself.
    ///
    /// What is pure has no I/O to import: no Glibc, no NIOPosix.
    private static let allowed: [String: Set<String>] = [
        // Wire formats as values: bytes in, messages out.
        "HTTPWire": ["CZlib", "NIOCore", "NIOHPACK"],
        // Which connections on this machine are a replay's own.
        "LocalConnections": ["Glibc", "Synchronization"],
        // The file: reading, writing, redacting, exporting.
        "Corpus": [
            "CZlib", "Crypto", "DequeModule", "Foundation", "Glibc", "HTTPWire", "HeapModule", "Histogram",
            "Synchronization", "Yams",
        ],
        // What makes a corpus: packets, logs, archives.
        "Capture": [
            "CPcap", "CZlib", "Corpus", "Crypto", "CryptoExtras", "DequeModule", "Foundation", "Glibc", "HTTPWire",
            "LocalConnections", "Synchronization", "Yams",
        ],
        // What sends: connections, TLS, names.
        "Requester": [
            "CEpoll", "DequeModule", "Dispatch", "Glibc", "HTTPWire", "HeapModule", "LocalConnections", "NIOCore",
            "NIOHPACK", "NIOHTTP2", "NIOPosix", "NIOSSL", "NIOTLS", "Synchronization",
        ],
        // What is made of outcomes: histograms, summaries, verdicts. Pure.
        "Analysis": ["Corpus", "Foundation", "FoundationEssentials", "Yams"],
        // What people look at: text and pages, and the server of a page that is watched while a run goes on.
        "Report": [
            "Analysis", "Corpus", "Crypto", "Foundation", "FoundationEssentials", "Glibc", "HTTPWire", "NIOCore",
            "NIOPosix", "Synchronization",
        ],
        // Runs that are kept.
        "History": ["Analysis", "Corpus", "Foundation", "GRDB"],
        // A server in the recorded service's place.
        "StandIn": ["Corpus", "DequeModule", "Glibc", "HTTPWire", "NIOCore", "NIOPosix", "Synchronization"],
        // The engine, and the library that strangers use.
        "SpammerKit": [
            "Analysis", "CCommit", "CTimex", "Corpus", "DequeModule", "Foundation", "Glibc", "HTTPWire", "HeapModule",
            "Logging", "NIOCore", "NIOPosix", "Report", "Requester", "Synchronization",
        ],
        // The commands: all of the above, and nothing of their own worth importing.
        "SpammerCLI": [
            "Analysis", "ArgumentParser", "Capture", "Corpus", "Dispatch", "Foundation", "Glibc", "HTTPWire", "History",
            "NIOCore", "Report", "Requester", "SpammerKit", "StandIn", "Synchronization", "UnixSignals", "Yams",
        ],
        "spammer": ["SpammerCLI"],
        // C that Swift is told of.
        "CCommit": [], "CEpoll": [], "CPcap": [], "CTimex": [], "CZlib": [],
    ]

    @Test("import only what their place allows", arguments: allowed.keys.sorted())
    func imports(of module: String) throws {
        let allowed = try #require(Self.allowed[module])
        var unused = allowed
        for file in Repository.files(in: "Sources/\(module)", ending: ".swift") {
            for name in Self.imports(in: try Repository.text(file)) {
                #expect(allowed.contains(name), "\(file) imports \(name), which ImportTests does not allow \(module)")
                unused.remove(name)
            }
        }
        #expect(unused == [], "allowed to \(module), which does without")
    }

    @Test("are all in the table")
    func complete() {
        #expect(Repository.folders(in: "Sources") == Self.allowed.keys.sorted())
    }

    @Test("are told from other lines")
    func parsing() {
        let text = """
            @testable package import Corpus
            import struct Foundation.Data
            #if canImport(Glibc)
            import Glibc
            #endif
            // import Nothing
            let text = "import Nothing"
            """
        #expect(Self.imports(in: text) == ["Corpus", "Foundation", "Glibc"])
    }

    /// The modules that lines of a source name, without those within them.
    private static func imports(in text: String) -> [String] {
        let modifiers: Set<Substring> = ["public", "package", "internal", "private", "fileprivate"]
        let kinds: Set<Substring> = ["struct", "class", "enum", "protocol", "func", "typealias", "let", "var"]
        return text.split(separator: "\n").compactMap { line in
            guard let last = line.last, last.isLetter || last.isNumber else { return nil }
            var words = line.split(separator: " ", maxSplits: 5).drop { $0.hasPrefix("@") || modifiers.contains($0) }
            guard words.popFirst() == "import" else { return nil }
            words = words.drop { kinds.contains($0) }
            // Lower case is of another language, in a text of several lines.
            guard words.count == 1, let name = words.first, name.first?.isUppercase == true else { return nil }
            return String(name.prefix { $0 != "." })
        }
    }
}
