import Corpus
import Yams

/// Thresholds from a file, and why one cannot be read.
package enum ThresholdFile {
    /// A file of thresholds cannot be used: what is wrong, and in which line.
    package struct Fault: Error, CustomStringConvertible {
        package let description: String
    }

    /// Text that is longer is no list of thresholds.
    private static let lengthLimit = 1 << 20
    /// Thresholds past which nobody wrote them.
    private static let countLimit = 10_000

    private static let example = "thresholds: and a list such as - p99 <= 300ms, or endpoints with a list each"

    /// Reads a YAML mapping of `thresholds`: a list of expressions, or a mapping of endpoints to lists of them.
    ///
    /// The endpoint ``Comparison/overallName`` is the whole run. In a list, `GET /users/{id}: p95 <= 80ms` needs no quotation
    /// marks, though YAML takes it for a mapping.
    package static func thresholds(yaml: String) throws(Fault) -> [Threshold] {
        guard yaml.utf8.count <= lengthLimit else { throw Fault(description: "longer than 1 MiB") }
        let root: Node?
        do {
            root = try YAMLText(yaml).root()
        } catch {
            throw Fault(description: YAMLProblem(error).description)
        }
        guard let mapping = root?.mapping else { throw Fault(description: "expected \(example)") }
        var found: [Threshold] = []
        for (key, value) in mapping {
            guard key.string == "thresholds" else {
                throw Fault(description: "\(line(key))expected \(example), and no other key")
            }
            try read(value, of: nil, into: &found)
        }
        guard !found.isEmpty else { throw Fault(description: "it has no threshold; expected \(example)") }
        return found
    }

    private static func read(_ node: Node, of endpoint: String?, into found: inout [Threshold]) throws(Fault) {
        if let list = node.sequence {
            for item in list { try read(item, of: endpoint, into: &found) }
        } else if let mapping = node.mapping, endpoint == nil {
            for (key, value) in mapping {
                guard let name = key.string, value.mapping == nil else {
                    throw Fault(description: "\(line(key))expected an endpoint and a list of its thresholds")
                }
                try read(value, of: name, into: &found)
            }
        } else if let text = node.string {
            guard found.count < countLimit else { throw Fault(description: "more than \(countLimit) thresholds") }
            do throws(ThresholdError) {
                let isWhole = endpoint == nil || endpoint == Comparison.overallName
                found.append(try isWhole ? Threshold(text) : Threshold(text, endpoint: endpoint ?? ""))
            } catch {
                throw Fault(description: "\(line(node))\(error)")
            }
        } else {
            throw Fault(description: "\(line(node))expected a threshold such as p99 <= 300ms")
        }
    }

    private static func line(_ node: Node) -> String {
        node.mark.map { "line \($0.line): " } ?? ""
    }
}
