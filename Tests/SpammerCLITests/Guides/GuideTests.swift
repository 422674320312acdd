import ArgumentParser
import Corpus
import TestSupport
import Testing

@testable import SpammerCLI

@Suite("The guides")
struct GuideTests {
    private static let pages = Guide.files + ["README.md"]

    @Test("have commands that the parser takes, those too that cannot be run here", arguments: pages)
    func parsed(file: String) throws {
        let guide = try Guide(file)
        for line in guide.blocks.flatMap(\.commands) + guide.tableCommands {
            for call in ShellLine(line).calls {
                #expect(throws: Never.self, "\(file): \(line)") { try SpammerCommand.parseAsRoot(call) }
            }
        }
    }

    @Test("have commands that work, one after the other", arguments: Guide.files)
    func run(file: String) async throws {
        let blocks = try Guide(file).blocks.filter(\.isRun)
        guard !blocks.isEmpty else { return }
        let place = try await GuidePlace()
        for block in blocks {
            let ended = try await place.run(block.text)
            #expect(ended.code == 0, "\(file):\n\(block.text)\n\(ended.output.suffix(2000))\n\(ended.errors)")
        }
        let calls = try place.calls()
        #expect(!calls.isEmpty)
        for call in calls { #expect(GuidePlace.fine.contains(call.code), "\(file): spammer \(call.arguments)") }
    }

    @Test("show what the tool says of the sample, down to where they leave something out", arguments: pages)
    func transcripts(file: String) async throws {
        let command = "$ spammer record samples/shop.pcap.gz -o shop.corpus"
        let blocks = try Guide(file).blocks.map(\.text).filter { $0.hasPrefix(command) }
        guard !blocks.isEmpty else { return }
        let place = try await GuidePlace()
        let ended = try await place.run(String(command.dropFirst(2)))
        for block in blocks {
            let shown = block.split(separator: "\n", omittingEmptySubsequences: false).dropFirst().prefix { $0 != "…" }
            #expect(ended.output.hasPrefix(shown.joined(separator: "\n")), "\(file) shows what is no longer so")
        }
    }

    @Test("show sources that are those of the samples, which tools/test-samples builds")
    func sources() throws {
        let samples = try Repository.files(in: "samples", ending: ".swift").map(Repository.text)
        for file in Guide.files {
            for block in try Guide(file).blocks where block.language == "swift" {
                #expect(
                    samples.contains { $0.contains(block.text) },
                    "\(file) shows what no sample has:\n\(block.text)"
                )
            }
        }
    }

    @Test("ask, in samples/Checkout, for what the sample recording has: a stand-in made of it answers nothing else")
    func checkout() async throws {
        let source = try Repository.text("samples/Checkout/Sources/Checkout/Checkout.swift")
        let list = try #require(source.split(separator: "products = [").last?.split(separator: "]").first)
        let products = list.split(separator: ", ").compactMap { Int($0) }
        #expect(products.count > 1)
        let folder = try TemporaryFolder()
        let corpus = folder.file("shop.corpus")
        #expect(try await Tool.run("record", Sample.path, "-o", corpus).code == 0)
        let reader = try CorpusReader(path: corpus)
        var recorded: Set<String> = []
        while let exchange = try reader.next() {
            recorded.insert("\(exchange.request.method) \(exchange.request.target)")
        }
        for product in products { #expect(recorded.contains("GET /products/\(product)")) }
        #expect(recorded.contains("POST /cart"))
    }

    @Test("are all named by the catalogue's first page, and name no page that is not there")
    func links() throws {
        let folder = "Sources/SpammerKit/SpammerKit.docc"
        let names = Set(Guide.files.map { String($0.dropFirst(folder.count + 1).dropLast(".md".count)) })
        let first = try Repository.text("\(folder)/SpammerKit.md")
        for name in names where name != "SpammerKit" { #expect(first.contains("<doc:\(name)>"), "\(name)") }
        for file in Guide.files {
            for link in try Repository.text(file).matches(of: /<doc:(\w+)>/) {
                #expect(names.contains(String(link.1)), "\(file) links to \(link.1)")
            }
        }
    }
}
