import Corpus

/// What a corpus was made from, and which credentials it holds: parts of what `record` and `inspect` print.
package struct ProvenanceText {
    private let provenance: Provenance

    /// Warnings of one source that are shown.
    private static let mostWarnings = 10
    /// What can be done about credentials.
    package static let advice = "`spammer redact` puts pseudonyms in their places."
    /// What a source does not tell, by its name in the corpus.
    private static let words = [
        "requestBody": "request bodies", "connection": "connections", "timeToFirstByte": "time to first byte",
        "responseSize": "response sizes", "responseDigest": "response digests", "response": "responses",
    ]
    /// Credentials that are named.
    private static let mostCredentials = 20

    init(_ provenance: Provenance) {
        self.provenance = provenance
    }

    /// Adds the table of sources, with what was wrong with them and what they cannot tell.
    func addSources(to page: inout TextPage) {
        guard !provenance.sources.isEmpty else { return }
        page.skip()
        var table = TextTable([.words("source"), .words("kind"), .numbers("exchanges"), .sentences("does not tell")])
        for source in provenance.sources {
            let absent = source.absent.map { Self.words[$0] ?? $0 }.joined(separator: ", ")
            table.add([
                TextTable.Cell(source.name), TextTable.Cell(source.kind),
                TextTable.Cell(NumberText.count(source.exchanges)),
                TextTable.Cell(absent),
            ])
        }
        page.add(table)
        for filter in provenance.filters {
            page.paragraph("Recorded only: \(filter.replacing(": ", with: " ", maxReplacements: 1))")
        }
        for source in provenance.sources {
            for warning in source.warnings.prefix(Self.mostWarnings) {
                page.paragraph("Warning: \(source.name): \(warning)", .warning)
            }
            let rest = source.warnings.count - Self.mostWarnings
            if rest > 0 {
                page.paragraph("Warning: \(source.name): \(NumberText.count(UInt64(rest), "more warning"))", .warning)
            }
        }
    }

    /// Adds what was done to the recording since.
    func addSteps(to page: inout TextPage) {
        guard let steps = provenance.steps, !steps.isEmpty else { return }
        page.section("What was done to the recording")
        for step in steps { page.paragraph(step) }
    }

    /// Adds what was redacted, by rule.
    private func addRedaction(to page: inout TextPage) {
        guard let redaction = provenance.redaction else { return }
        page.section("Redacted in \(NumberText.count(redaction.exchanges, "exchange"))", .good)
        var table = TextTable([.words(""), .numbers("values")])
        let sorted = redaction.rules.largestFirst
        for (name, count) in sorted.prefix(Self.mostCredentials) {
            table.add([TextTable.Cell(name), TextTable.Cell(NumberText.count(count))])
        }
        if !sorted.isEmpty { page.add(table) }
        let rest = sorted.count - Self.mostCredentials
        if rest > 0 { page.paragraph("and \(NumberText.count(UInt64(rest), "more rule"))") }
        if redaction.droppedBodies > 0 {
            page.paragraph(
                "\(NumberText.count(redaction.droppedBodies, "body", plural: "bodies")) in a coding that cannot be looked into "
                    + "were left out.",
                .warning
            )
        }
        page.paragraph(
            redaction.hasRandomKey
                ? "Equal values have equal pseudonyms; their key was thrown away."
                : "Equal values have equal pseudonyms, in every corpus that was redacted with the same key."
        )
    }

    /// Adds the credentials, and how to deal with them.
    ///
    /// - Parameter advice: what to do about them, as far as this Spammer can do anything.
    func addCredentials(to page: inout TextPage, advice: String?) {
        addRedaction(to: &page)
        guard !provenance.credentials.isEmpty else { return }
        page.section("This corpus holds credentials", .warning)
        var table = TextTable([.words(""), .numbers("exchanges")])
        let sorted = provenance.credentials.largestFirst
        for (name, count) in sorted.prefix(Self.mostCredentials) {
            table.add([TextTable.Cell(name), TextTable.Cell(NumberText.count(count))])
        }
        page.add(table)
        let rest = sorted.count - Self.mostCredentials
        if rest > 0 { page.paragraph("and \(NumberText.count(UInt64(rest), "more name"))") }
        page.paragraph(
            """
            Only its owner can read the file (mode 0600): keep it so, and send it to nobody who may not have them. A replay \
            sends them to its target.
            """
        )
        if let advice { page.paragraph(advice) }
    }
}
