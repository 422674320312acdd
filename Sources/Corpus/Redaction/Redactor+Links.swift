/// What links say of other exchanges, and whether they still hold.
extension Redactor {
    /// The links of a request that was changed: names in their sources have pseudonyms as they have in the exchanges.
    ///
    /// Pseudonyms are as long as what they stand for, so that places stay; in a part that has another length now, as a
    /// compressed body, or fields with its length, nobody knows them, and its links are left out.
    mutating func redact(_ links: [ValueLink], of request: RecordedRequest, into changed: RecordedRequest)
        -> [ValueLink]
    {
        guard !links.isEmpty else { return links }
        // What they name is counted where it stands.
        let counted = report
        defer { report = counted }
        return links.compactMap { link in
            let part = link.use.part
            guard changed.range(of: part).count == request.range(of: part).count else { return nil }
            var link = link
            let endpoint = Array(link.source.endpoint.utf8)
            link.source.endpoint = String(decoding: free(endpoint[...], .percent), as: UTF8.self)
            switch link.source.place {
            case .json(let path): link.source.place = .json(redacted(name: path, .json))
            case .locationParameter(let name): link.source.place = .locationParameter(redacted(name: name, .percent))
            case .header, .cookie, .locationSegment: break
            }
            return link
        }
    }

    private mutating func redacted(name: String, _ escaping: EscapedText.Escaping) -> String {
        String(decoding: free(Array(name.utf8)[...], escaping, depth: 0), as: UTF8.self)
    }
}
