import TestSupport
import Testing

@Suite("What an error says")
struct ErrorMessageTests {
    @Test("is for a person: words, without what a debugger would show", arguments: CollectedErrors.all.map(\.name))
    func words(name: String) {
        for collected in CollectedErrors.all where collected.name == name {
            let message = "\(collected.error)"
            print("\(name): \(message)")
            for sign in ["Optional(", "Error Domain", "NSCocoa", "UserInfo", "errno", ".swift", "0x", "(error ", "nil"]
            {
                #expect(!message.contains(sign), "\(name): \(message)")
            }
            // Its own name is for programmers, as is that of its case.
            let type = name.prefix { $0 != "." }
            #expect(type == "Fault" || !message.contains(type), "\(name): \(message)")
            #expect(message.count >= 15, "\(name): \(message)")
            #expect(message.count <= 400, "\(name): \(message)")
            #expect(!message.hasSuffix(" ") && !message.hasSuffix(":"), "\(name): \(message)")
        }
    }

    @Test("is collected here, of every error and every case that the sources have")
    func complete() throws {
        let known = Set(CollectedErrors.all.map(\.name))
        var declared = 0
        for file in Repository.files(in: "Sources", ending: ".swift") {
            let text = try Repository.text(file)
            for found in text.matches(of: /(enum|struct) (\w+): [^{\n]*\bError\b[^{\n]*CustomStringConvertible/) {
                let name = String(found.2)
                let body = text[found.range.upperBound...].prefix { $0 != "}" }
                let end = body.firstRange(of: "description")?.lowerBound ?? body.endIndex
                let cases = body[..<end].matches(of: /\n *case (\w+)/).map { "\(name).\($0.1)" }
                for wanted in found.1 == "enum" ? cases : [name] {
                    declared += 1
                    let isKnown = known.contains(wanted)
                    #expect(isKnown, "\(file) declares \(wanted): add one to CollectedErrors")
                }
            }
        }
        #expect(declared > 60)
    }
}
