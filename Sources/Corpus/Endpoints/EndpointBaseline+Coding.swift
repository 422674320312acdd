extension EndpointBaseline: Codable {
    private enum CodingKeys: String, CodingKey {
        case name
        case count
        case statuses
        case incomplete
        case responseBytes
        case duration
        case timeToFirstByte
    }

    /// Reads a baseline as the footer has it.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(name: try container.decode(String.self, forKey: .name))
        count = try container.decode(UInt64.self, forKey: .count)
        for (text, number) in try container.decode([String: UInt64].self, forKey: .statuses) {
            guard let status = UInt16(text) else {
                throw DecodingError.dataCorruptedError(
                    forKey: .statuses,
                    in: container,
                    debugDescription: "a status of \(text)"
                )
            }
            statuses[status] = number
        }
        incomplete = try container.decode(UInt64.self, forKey: .incomplete)
        // What is added up later must not be more than can be counted, whoever wrote the file.
        guard ([count, incomplete] + statuses.values).allSatisfy({ $0 <= 1 << 53 }) else {
            throw DecodingError.dataCorruptedError(
                forKey: .count,
                in: container,
                debugDescription: "more exchanges than can be counted"
            )
        }
        responseBytes = try container.decode(UInt64.self, forKey: .responseBytes)
        duration = try container.decode(LatencyHistogram.self, forKey: .duration)
        timeToFirstByte = try container.decode(LatencyHistogram.self, forKey: .timeToFirstByte)
    }

    /// Writes it with its statuses as an object's keys.
    ///
    /// Left to the compiler a dictionary by numbers would be an array in an order of its own in each process, and the
    /// same recording would not give the same bytes.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .name)
        try container.encode(count, forKey: .count)
        let texts = statuses.map { (String($0.key), $0.value) }
        try container.encode(Dictionary(uniqueKeysWithValues: texts), forKey: .statuses)
        try container.encode(incomplete, forKey: .incomplete)
        try container.encode(responseBytes, forKey: .responseBytes)
        try container.encode(duration, forKey: .duration)
        try container.encode(timeToFirstByte, forKey: .timeToFirstByte)
    }
}
