import Corpus

/// What is listed of a run as JSON, with the names that its summary has for the same.
extension KeptRun: Encodable {
    private enum CodingKeys: CodingKey {
        case id, startedAt, kind, verdict, toolVersion, total, failures, serviceTimeP99, corpus, corpusDigest, target,
            labels
        case revision, host
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        try container.encode(startedAt.description, forKey: .startedAt)
        try container.encode(kind, forKey: .kind)
        try container.encode(verdict, forKey: .verdict)
        try container.encode(toolVersion, forKey: .toolVersion)
        try container.encode(sent, forKey: .total)
        try container.encode(failures, forKey: .failures)
        try container.encodeIfPresent(serviceTimeP99, forKey: .serviceTimeP99)
        try container.encodeIfPresent(corpus, forKey: .corpus)
        try container.encodeIfPresent(corpusDigest, forKey: .corpusDigest)
        try container.encodeIfPresent(target, forKey: .target)
        try container.encode(
            Dictionary(labels.map { ($0.name, $0.value) }) { first, _ in first },
            forKey: .labels
        )
        try container.encodeIfPresent(origin.revision, forKey: .revision)
        try container.encodeIfPresent(origin.host, forKey: .host)
    }
}
