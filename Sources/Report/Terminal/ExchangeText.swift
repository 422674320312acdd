package import Corpus

/// One exchange as HTTP text, with what the recording knows of its outcome.
package struct ExchangeText: Sendable {
    private let exchange: Exchange
    private let number: UInt64
    private let total: UInt64
    private let begin: Timestamp
    private let links: [LinkedValue]

    /// Bytes of a body that is no text, of which the hexadecimal digits are shown.
    private static let mostHex = 256

    /// The text of an exchange.
    ///
    /// - Parameters:
    ///   - number: its number in the corpus, from 1.
    ///   - begin: when the corpus begins.
    ///   - links: the values that it sends back.
    package init(
        _ exchange: Exchange,
        number: UInt64,
        of total: UInt64,
        begin: Timestamp,
        links: [LinkedValue] = []
    ) {
        self.exchange = exchange
        self.number = number
        self.total = total
        self.begin = begin
        self.links = links
    }

    /// The text, with a line break at its end.
    package func text(_ style: TextStyle = .plain) -> String {
        var page = TextPage(style)
        let offset = NumberText.seconds(Double(exchange.start.nanoseconds(since: begin)) / 1e9)
        page.section("Exchange \(NumberText.count(number)) of \(NumberText.count(total))")
        page.paragraph("began at \(exchange.start), \(offset) after the recording's first")
        page.paragraph(connection)
        page.skip()
        addRequest(to: &page)
        addLinks(to: &page)
        page.skip()
        page.section(outcome, exchange.outcome.ending == .complete ? .good : .warning)
        for line in times { page.paragraph(line) }
        if let response = exchange.response { add(response, to: &page) }
        return page.text
    }

    private var connection: String {
        guard let connection = exchange.connection else { return "on a connection that the source does not tell" }
        var text = "on connection \(connection.id)"
        if let client = connection.client { text += ", from \(client)" }
        if let server = connection.server { text += ", to \(server)" }
        return text
    }

    private func addRequest(to page: inout TextPage) {
        let request = exchange.request
        let version = request.versionName.map { " \($0)" } ?? ""
        page.line(
            page.style.paint(
                VisibleText.text(request.bytes(of: .method)) + " " + VisibleText.text(request.bytes(of: .target))
                    + version,
                .strong
            )
        )
        for line in VisibleText.lines(request.fieldLines) { page.line(line) }
        page.line("")
        addBody(to: &page)
        for line in VisibleText.lines(request.trailerLines) { page.line(line) }
    }

    private func addBody(to page: inout TextPage) {
        Self.add(body: exchange.request.body, to: &page)
        switch exchange.request.bodyState {
        case .complete: break
        case .absent: page.paragraph("(the source keeps no bodies)", .faint)
        case .truncated: page.paragraph("(the rest of the body was not recorded)", .faint)
        }
    }

    /// The values that go back, and where they come from.
    private func addLinks(to page: inout TextPage) {
        guard !links.isEmpty else { return }
        page.section("Values that earlier responses gave")
        var table = TextTable([.words("value"), .words("stands in"), .words("given by"), .words("as")])
        for link in links {
            let number = link.exchange.map { "exchange \(NumberText.count($0)), " } ?? ""
            table.add([
                TextTable.Cell(VisibleText.text(Array(link.value.utf8)[...])), TextTable.Cell(link.place),
                TextTable.Cell("\(number)\(link.endpoint), \(NumberText.seconds(Double(link.age) / 1e9)) before"),
                TextTable.Cell(link.source),
            ])
        }
        page.add(table)
        if links.contains(where: { $0.exchange == nil }) {
            page.paragraph("A response without a number is of an exchange that is not in this corpus.", .faint)
        }
    }

    /// The response, where it was kept.
    private func add(_ response: RecordedResponse, to page: inout TextPage) {
        page.skip()
        for line in VisibleText.lines(response.fieldLines[...]) { page.line(line) }
        page.line("")
        if let body = response.body {
            Self.add(body: body[...], to: &page)
        } else {
            page.paragraph("(the response's body is not kept)", .faint)
        }
    }

    private static func add(body: ArraySlice<UInt8>, to page: inout TextPage) {
        if String(validating: body, as: UTF8.self) != nil {
            for line in VisibleText.lines(body) { page.line(line) }
        } else {
            for line in VisibleText.hexadecimal(body.prefix(mostHex)) { page.line(line) }
            let rest = body.count - mostHex
            if rest > 0 { page.paragraph("and \(NumberText.count(UInt64(rest), "more byte"))", .faint) }
        }
    }

    private var outcome: String {
        let status = exchange.outcome.status.map { "Status \($0)" } ?? "No status"
        let ending =
            switch exchange.outcome.ending {
            case .complete: "the response was seen whole"
            case .noResponse: "no response was seen"
            case .truncated: "the end of the response was not captured"
            case .reset: "the connection was reset before the response was whole"
            case .closed: "the connection was closed before the response was whole"
            case .unknown: "the source does not tell how it ended"
            }
        let grpc = exchange.outcome.grpcStatus.map { ", gRPC \($0)" } ?? ""
        return "\(status)\(grpc): \(ending)"
    }

    private var times: [String] {
        let outcome = exchange.outcome
        var facts: [String] = []
        if let time = outcome.timeToFirstByte {
            facts.append("first byte after \(NumberText.time(milliseconds: Double(time) / 1e6))")
        }
        if let time = outcome.duration {
            facts.append("whole after \(NumberText.time(milliseconds: Double(time) / 1e6))")
        }
        if let size = outcome.responseSize { facts.append("\(NumberText.count(size, "byte")) of body") }
        if let digest = outcome.responseDigest {
            let digits = String(digest, radix: 16)
            facts.append("CRC-32 " + String(repeating: "0", count: 8 - digits.count) + digits)
        }
        return facts.isEmpty ? [] : [facts.joined(separator: ", ")]
    }
}
