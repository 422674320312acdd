import Analysis
import ArgumentParser
import Foundation
import Report

/// `spammer compare`: run against run.
struct CompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Compare two runs; the first is the baseline.",
        discussion: "spammer compare v1.json v2.json"
    )

    @Argument(help: "The baseline's JSON summary.")
    var baseline: String

    @Argument(help: "The candidate's JSON summary.")
    var candidate: String

    @Option(name: .shortAndLong, help: "Write the comparison as JSON here.")
    var output: String?

    @Option(help: "text or json.")
    var format = Format.text

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text
        case json
    }

    func run() throws {
        let comparison = Comparison(
            baseline: try Self.summary(baseline),
            labelled: baseline,
            candidate: try Self.summary(candidate),
            labelled: candidate
        )
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let json = try encoder.encode(comparison)
        if let output {
            do {
                try json.write(to: URL(filePath: output), options: .atomic)
            } catch {
                throw CommandError("cannot write \(output): \(systemReason(of: error))")
            }
        }
        switch format {
        case .text: StandardOutput.write(ComparisonText(comparison).text(StandardOutput.style))
        case .json: StandardOutput.write(String(decoding: json, as: UTF8.self) + "\n")
        }
    }

    private static func summary(_ path: String) throws -> RunSummary {
        let bytes: Data
        do {
            bytes = try Data(contentsOf: URL(filePath: path))
        } catch {
            throw CommandError("cannot read \(path): \(systemReason(of: error))")
        }
        do {
            return try RunSummary(json: bytes)
        } catch {
            throw CommandError("\(path): \(error)")
        }
    }
}
