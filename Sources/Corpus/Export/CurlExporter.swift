/// Writes requests as commands for a shell, one a line, each of which has curl send one.
package struct CurlExporter: Exporter {
    /// An exporter.
    package init() {}

    package mutating func append(_ exchange: Exchange, to output: inout [UInt8]) {
        let request = ExportedRequest(exchange.request)
        var words = ["curl", "-sS", "--path-as-is", "--globoff"]
        if request.method == "HEAD" {
            words.append("--head")
        } else if request.method != (request.body.isEmpty ? "GET" : "POST") {
            words += ["-X", Self.quoted(request.method)]
        }
        for (name, value) in request.fields {
            // With a semicolon curl sends a field without a value; with a colon it sends none.
            words += ["-H", Self.quoted(value.isEmpty ? "\(name);" : "\(name): \(value)")]
        }
        var before = ""
        if let text = request.text, !text.utf8.contains(0), text.utf8.first != UInt8(ascii: "@") {
            if !text.isEmpty { words += ["--data-binary", Self.quoted(text)] }
        } else {
            // No argument of a program has a zero byte in it, and curl takes an @ in front for the name of a file.
            before = "printf '%b' '\(request.body.map(Self.octal).joined())' | "
            words += ["--data-binary", "@-"]
        }
        // A body of curl's own making has a type of its own making, unless one is named.
        if !request.body.isEmpty, !request.fields.contains(where: { $0.name.lowercased() == "content-type" }) {
            words += ["-H", "'Content-Type:'"]
        }
        words += ["--url", Self.quoted(request.url)]
        output.append(contentsOf: "\(before)\(words.joined(separator: " "))\n".utf8)
    }

    private static func octal(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 8)
        return "\\0" + String(repeating: "0", count: 3 - digits.count) + digits
    }

    /// A word of a shell: in plain quotes where they do, else in those that know escapes (POSIX.1-2024, section 2.2.4).
    package static func quoted(_ word: String) -> String {
        let isPlain = word.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
        var text = ""
        if isPlain {
            // By its scalars: a quote with a mark upon it is another character to Swift, and the same quote to a shell.
            for scalar in word.unicodeScalars { text += scalar == "'" ? "'\\''" : String(scalar) }
            return "'\(text)'"
        }
        for scalar in word.unicodeScalars {
            switch scalar {
            case "'": text += "\\'"
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            default:
                if scalar.value < 0x20 || scalar.value == 0x7F {
                    let digits = String(scalar.value, radix: 8)
                    text += "\\" + String(repeating: "0", count: 3 - digits.count) + digits
                } else {
                    text.unicodeScalars.append(scalar)
                }
            }
        }
        return "$'\(text)'"
    }
}
