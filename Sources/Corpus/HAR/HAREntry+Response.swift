import Foundation
import HTTPWire

extension HAREntry.Response {
    /// The response that the entry describes; nil where none came, or the entry has nothing of it but its figures.
    ///
    /// - Parameters:
    ///   - limit: the most bytes of its body that are kept.
    ///   - isExport: whether Spammer wrote the entry, so that the text is the body as it was sent. Browsers write it without
    ///     its content coding, and the field that names the coding goes with it.
    func kept(limit: Int, isExport: Bool) -> RecordedResponse? {
        guard let status, status >= 100, headers?.isEmpty == false || content?.text != nil else { return nil }
        let body = body
        let isDecoded = body != nil && !isExport
        let kept = (headers ?? []).filter { !isDecoded || $0.name.lowercased() != "content-encoding" }
        return RecordedResponse(
            fieldLines: HAREntry.lines(kept),
            body: body.flatMap { $0.count <= limit ? $0 : nil }
        )
    }

    /// The body's bytes; nil where the entry does not have them.
    private var body: [UInt8]? {
        guard let text = content?.text else { return content?.size == 0 ? [] : nil }
        guard content?.encoding == "base64" else { return Array(text.utf8) }
        return Data(base64Encoded: text, options: .ignoreUnknownCharacters).map { Array($0) }
    }
}
