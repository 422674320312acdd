import TestSupport
import Testing

@Suite("Modules")
struct ImportTests {
    /// What each module may import, by the table of the guide for those who change Spammer.
    private static func allowed() throws -> [String: Set<String>] {
        var allowed: [String: Set<String>] = [:]
        for line in try Repository.text(page).split(separator: "\n") where line.hasPrefix("| `") {
            let cells = line.split(separator: "|").map { cell in cell.matches(of: /`(\w+)`/).map { String($0.1) } }
            guard cells.count == 3 else { continue }
            for module in cells[0] { allowed[module] = Set(cells[2]) }
        }
        return allowed
    }

    private static let page = "Sources/SpammerKit/SpammerKit.docc/ChangeSpammer.md"

    @Test("import what the table says, and nothing else", arguments: Repository.folders(in: "Sources"))
    func imports(of module: String) throws {
        let allowed = try #require(try Self.allowed()[module], "\(module) is not in the table of \(Self.page)")
        var unused = allowed
        for file in Repository.files(in: "Sources/\(module)", ending: ".swift") {
            for name in Self.imports(in: try Repository.text(file)) {
                #expect(allowed.contains(name), "\(file) imports \(name), which \(Self.page) does not allow \(module)")
                unused.remove(name)
            }
        }
        #expect(unused == [], "allowed to \(module), which does without")
    }

    @Test("that are in the table are there")
    func complete() throws {
        #expect(try Self.allowed().keys.sorted() == Repository.folders(in: "Sources"))
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
