import Analysis
import Corpus
import History
import TestSupport

extension RunHistory {
    /// A history of a test's own.
    static func make(in folder: TemporaryFolder, _ name: String = "history.sqlite") throws -> RunHistory {
        try RunHistory(path: folder.file(name), makes: true)
    }
}

extension RunLabel {
    /// Labels of texts that are such.
    static func all(_ texts: String...) -> [RunLabel] { texts.compactMap { RunLabel($0) } }
}

/// A run of a few requests that began so many seconds after an instant.
func smallRun(at second: Int64 = 0, took: Double = 5, failures: Int = 0) -> RunSummary {
    var run = RunBuilder(endpoints: ["GET /", "GET /search"])
    for index in 0..<20 {
        run.add(
            RunBuilder.measurement(
                endpoint: index % 2,
                at: Double(index * 10),
                took: took,
                result: index < failures ? .failed(.status) : .passed,
                status: index < failures ? 500 : 200
            )
        )
    }
    return run.summary { context in
        context.startedAt = Timestamp(nanoseconds: (1_790_000_000 + second) * 1_000_000_000)
        context.configuration = ["target": "http://staging"]
        context.corpus = CorpusSummary(name: "shop.corpus", digest: "d1", exchanges: 20, spanSeconds: 1, sources: [])
    }
}
