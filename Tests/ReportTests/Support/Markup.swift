/// The tags of a page, as far as tests look at them: what a browser mends in silence is a fault here.
struct Markup {
    /// The elements by their names, in the order of their tags.
    private(set) var elements: [String] = []
    /// Their attributes as they are written.
    private(set) var attributes: [String] = []
    /// Tags that do not belong together, and what else is wrong.
    private(set) var faults: [String] = []

    private static let void: Set<String> = ["meta", "link", "input", "br", "hr", "img"]

    /// Reads a page.
    init(_ page: String) {
        var open: [String] = []
        var rest = page[...]
        while let start = rest.firstIndex(of: "<") {
            rest = rest[rest.index(after: start)...]
            guard let end = rest.firstIndex(of: ">") else {
                faults.append("a tag without an end")
                return
            }
            let tag = rest[..<end]
            rest = rest[rest.index(after: end)...]
            if tag.hasPrefix("!") { continue }
            if tag.hasPrefix("/") {
                let name = String(tag.dropFirst())
                if open.last == name { open.removeLast() } else { faults.append("</\(name)> in \(open)") }
                continue
            }
            let name = String(tag.prefix { $0 != " " && $0 != "/" })
            elements.append(name)
            attributes.append(String(tag.dropFirst(name.count)))
            if tag.hasSuffix("/") || Self.void.contains(name) { continue }
            if name == "script" || name == "style" {
                guard let close = rest.firstRange(of: "</\(name)>") else {
                    faults.append("\(name) without an end")
                    return
                }
                rest = rest[close.upperBound...]
            } else {
                open.append(name)
            }
        }
        faults += open.map { "<\($0)> is never closed" }
    }

    /// How many elements have a name.
    func count(_ name: String) -> Int { elements.count { $0 == name } }

    /// The values of an attribute, of all elements that have it.
    func values(of attribute: String) -> [String] {
        attributes.compactMap { text in
            guard let start = text.firstRange(of: " \(attribute)=\"") else { return nil }
            return String(text[start.upperBound...].prefix { $0 != "\"" })
        }
    }
}
