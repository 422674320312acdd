package import Corpus

/// What `record` prints when it is done: what was written, and where every packet, byte and message went.
package struct RecordingText: Sendable {
    /// The corpus's file name.
    package var path: String
    /// The file's size in bytes.
    package var fileSize: UInt64
    /// Exchanges in it.
    package var exchanges: UInt64
    /// Connections that they were on; nil where no source tells.
    package var connections: UInt64?
    /// Seconds from the first exchange to the last.
    package var spanSeconds: Double
    /// What it was made from.
    package var provenance: Provenance
    /// Values that requests sent back; nil where nobody looked for them.
    package var correlation: CorrelationTotals?
    /// How this Spammer can redact credentials; nil where it cannot.
    package var credentialAdvice: String?

    /// The text of a finished recording.
    package init(
        path: String,
        fileSize: UInt64,
        exchanges: UInt64,
        connections: UInt64?,
        spanSeconds: Double,
        provenance: Provenance,
        credentialAdvice: String? = ProvenanceText.advice
    ) {
        self.path = path
        self.fileSize = fileSize
        self.exchanges = exchanges
        self.connections = connections
        self.spanSeconds = spanSeconds
        self.provenance = provenance
        self.credentialAdvice = credentialAdvice
    }

    /// The text, with a line break at its end.
    package func text(_ style: TextStyle = .plain) -> String {
        var page = TextPage(style)
        page.section(
            "Recorded \(NumberText.count(exchanges, "exchange")) into \(path)",
            exchanges > 0 ? .good : .warning
        )
        page.paragraph(facts)
        if exchanges == 0 {
            let hints =
                provenance.account.entries.total > 0
                ? "no entry could be read, or none was of a request."
                : "--port and --filter may leave out too much, and TLS cannot be read without its keys."
            page.paragraph("No HTTP request was found. The books below say what was; \(hints)", .warning)
        }
        if let correlation { page.paragraph(CorrelationText.text(correlation)) }
        let provenanceText = ProvenanceText(provenance)
        provenanceText.addSources(to: &page)
        AccountText(provenance.account).add(to: &page)
        RecordingAdvice(provenance).add(to: &page)
        provenanceText.addCredentials(to: &page, advice: credentialAdvice)
        return page.text
    }

    private var facts: String {
        var facts: [String] = []
        if let connections { facts.append(NumberText.count(connections, "connection")) }
        if exchanges > 0 { facts.append(NumberText.seconds(spanSeconds) + " of traffic") }
        facts.append(NumberText.bytes(fileSize))
        if exchanges > 0 {
            let perExchange = Double(fileSize) / Double(exchanges)
            facts.append(NumberText.fixed(perExchange, decimals: perExchange < 99.95 ? 1 : 0) + " bytes an exchange")
        }
        return facts.joined(separator: ", ")
    }
}
