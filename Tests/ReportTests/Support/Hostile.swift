import Analysis
import Corpus
import Foundation

/// Summaries in which every text is an attack on the page that shows it.
enum Hostile {
    /// What every text is.
    static let text = "\"'><script>alert(1)</script></style></textarea><img src=x onerror=alert(2)>"

    /// What can have one of some words only, and what is no text.
    private static let closed: Set<String> = [
        "schema", "kind", "kinds", "outcome", "mode", "clock", "quantile", "seconds", "verdict",
    ]
    /// Maps whose keys come from elsewhere.
    private static let open: Set<String> = [
        "configuration", "failures_by_kind", "statuses", "left_out", "not_selected",
    ]

    /// The summary with the attack in place of every text, and as a key of every map whose keys come from elsewhere.
    static func summary(_ summary: RunSummary) throws -> RunSummary {
        var summary = summary
        summary.configuration["target"] = "http://staging"
        var corpus = CorpusSummary(name: "c", digest: "d", exchanges: 1, spanSeconds: 1, sources: ["s"])
        corpus.leftOut = ["r": 1]
        corpus.notSelected = ["r": 1]
        summary.corpus = corpus
        summary.responses = Pages.responses
        let tree = try JSONSerialization.jsonObject(with: summary.json())
        return try RunSummary(json: JSONSerialization.data(withJSONObject: replaced(tree, key: "")))
    }

    private static func replaced(_ tree: Any, key: String) -> Any {
        switch tree {
        case is String:
            return closed.contains(key) ? tree : text
        case let list as [Any]:
            return list.map { replaced($0, key: key) }
        case let map as [String: Any]:
            var changed = map.reduce(into: [:]) { $0[$1.key] = replaced($1.value, key: $1.key) }
            if open.contains(key), let value = changed.values.first { changed[text] = value }
            return changed
        default:
            return tree
        }
    }
}
