import Corpus
import Testing

@testable import Capture

extension Recording {
    /// Records lines of a log; the books balance.
    init(lines: [String], _ reading: LogReading = .recognised) throws {
        self = try Recording(bytes: Array((lines.joined(separator: "\n") + "\n").utf8)) { $0.logs = reading }
        #expect(account.imbalances == [])
    }

    /// Records lines of a log by a map of its fields.
    init(lines: [String], map: String) throws {
        self = try Recording(lines: lines, .mapped(try LogFieldMap(yaml: map)))
    }

    /// The one source's kind.
    var kind: String? { provenance.sources.first?.kind }

    /// The one source's warnings.
    var warnings: [String] { provenance.sources.first?.warnings ?? [] }
}

extension Exchange {
    /// `Name: value`, one for each field line.
    var fieldTexts: [String] {
        String(decoding: request.fieldLines, as: UTF8.self).split(separator: "\r\n").map(String.init)
    }
}
