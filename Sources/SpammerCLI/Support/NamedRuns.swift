import Analysis
import Foundation
import History

/// The runs that a person names: a file's, or those of the history that have a number or a label.
struct NamedRuns {
    /// The history that is looked into.
    let history: HistoryFileOptions
    /// Whether a name may be that of a file; where there is such a file, it is meant.
    var takesFiles = true

    /// The runs of each name, in the order of the names.
    func runs(_ names: [String]) throws -> [LabelledRun] {
        try names.flatMap { name in
            if takesFiles, FileManager.default.fileExists(atPath: name) || Self.isPath(name) {
                return [LabelledRun(label: name, summary: try Self.summary(file: name))]
            }
            do {
                return try kept(name)
            } catch {
                throw takesFiles ? CommandError("there is no file \(name), and \(error)") : error
            }
        }
    }

    private func kept(_ name: String) throws -> [LabelledRun] {
        let history = try history.open()
        let all = try history.runs(called: name)
        let valid = all.filter { $0.verdict != .invalid }
        if !valid.isEmpty, valid.count < all.count {
            let numbers = all.filter { $0.verdict == .invalid }.map { "\($0.id)" }.joined(separator: ", ")
            StandardError.write("spammer: left out of \(name), as they are invalid: run \(numbers)\n")
        }
        // Alone, an invalid run is shown, and what is said of it.
        let runs = valid.isEmpty ? all : valid
        return try runs.map { run in
            LabelledRun(
                label: runs.count == 1 ? name : "\(name) (run \(run.id))",
                summary: try history.summary(ofRun: run.id)
            )
        }
    }

    /// Whether a name looks like a file's, so that a missing file is told as one, and not as an unknown label.
    private static func isPath(_ name: String) -> Bool {
        name.hasPrefix("/") || name.hasPrefix("./") || name.hasPrefix("../") || name.hasSuffix(".json")
    }

    /// Reads a summary's file.
    static func summary(file path: String) throws -> RunSummary {
        let bytes = try GivenFile.bytes(path)
        do {
            return try RunSummary(json: bytes)
        } catch {
            throw CommandError("\(path): \(error)")
        }
    }
}
