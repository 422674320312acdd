import Foundation
import TestSupport
import Testing

/// The library's face is decided on, and not come by: `PublicSymbols.txt` has every public declaration of the products.
///
/// Where one was added or taken away on purpose, `SPAMMER_RECORD_SYMBOLS=yes tools/test --filter HouseTests` writes the file anew,
/// and the commit shows what became of the face.
@Suite("Public symbols")
struct PublicSymbolTests {
    private static let list = "Tests/HouseTests/PublicSymbols.txt"

    @Test("of SpammerKit and Corpus are those that are listed")
    func listed() throws {
        let found = try Self.symbols(in: ["Corpus", "SpammerKit"])
        #expect(found.count > 200)
        if ProcessInfo.processInfo.environment["SPAMMER_RECORD_SYMBOLS"] != nil {
            let text = found.joined(separator: "\n") + "\n"
            try Data(text.utf8).write(to: URL(filePath: "\(Repository.path)/\(Self.list)"))
        }
        let listed = try Repository.text(Self.list).split(separator: "\n").map(String.init)
        for symbol in Set(found).subtracting(listed).sorted() {
            Issue.record("public, and not in \(Self.list): \(symbol)")
        }
        for symbol in Set(listed).subtracting(found).sorted() {
            Issue.record("in \(Self.list), and not public: \(symbol)")
        }
    }

    /// What is public elsewhere can only be what they show of it.
    @Test("are in no module that is not a product, but for what products show of theirs")
    func elsewhere() throws {
        let modules = Repository.folders(in: "Sources").filter { !["Corpus", "SpammerKit"].contains($0) }
        #expect(try Self.symbols(in: modules).filter { !$0.contains("HTTPVersion") } == [])
    }

    /// Each public declaration of the modules, behind the type that it is in.
    private static func symbols(in modules: [String]) throws -> [String] {
        var symbols: [String] = []
        for module in modules {
            for file in Repository.files(in: "Sources/\(module)", ending: ".swift") {
                symbols += declarations(in: try Repository.text(file)).map { "\(module): \($0)" }
            }
        }
        return symbols.sorted()
    }

    /// Types are known by their lines, and what is in them by how far it is indented, which the linter sees to.
    private static func declarations(in text: String) -> [String] {
        var enclosing: [(indent: Int, name: String)] = []
        var symbols: [String] = []
        for line in text.split(separator: "\n") {
            let code = line.drop { $0 == " " }
            guard !code.isEmpty, !code.hasPrefix("//") else { continue }
            let indent = line.utf8.count - code.utf8.count
            let type = typeName(in: code)
            if type != nil || code.hasPrefix("}") { enclosing.removeAll { $0.indent >= indent } }
            if let declaration = publicDeclaration(in: code) {
                symbols.append((enclosing.map(\.name) + [declaration]).joined(separator: " › "))
            }
            if let type, line.hasSuffix("{") { enclosing.append((indent, type)) }
        }
        return symbols
    }

    /// The name of the type that a line begins to declare or to extend.
    private static func typeName(in code: Substring) -> String? {
        let modifiers: Set<Substring> = ["public", "package", "private", "fileprivate", "final", "indirect"]
        let words = code.split(separator: " ", maxSplits: 6).drop { $0.hasPrefix("@") || modifiers.contains($0) }
        guard let kind = words.first, let name = words.dropFirst().first else { return nil }
        guard ["struct", "class", "enum", "protocol", "actor", "extension"].contains(kind) else { return nil }
        return String(name.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." })
    }

    /// What a line says is public, up to its body or its value.
    private static func publicDeclaration(in code: Substring) -> String? {
        var words = code.split(separator: " ").drop { $0.hasPrefix("@") }
        guard words.popFirst() == "public", words.first != "import" else { return nil }
        let end = words.firstIndex { $0.hasPrefix("{") || $0 == "=" } ?? words.endIndex
        return words[..<end].joined(separator: " ")
    }
}
