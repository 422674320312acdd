import Analysis
import Corpus
import HTTPWire

/// What a corpus tells of the fields that differ by themselves, found by reading it through before a replay.
struct RecordedNoise: Sendable {
    /// Fields that differ between the responses to identical requests.
    let noise: ResponseNoise
    /// Where that was learned from.
    let figures: LearnedFrom

    /// Reads a corpus, twice where that is of use.
    ///
    /// - Throws: `CorpusError` where it cannot be read.
    init(
        path: String,
        reading: CorpusReader.Options,
        patterns: [EndpointPattern],
        isRedacted: Bool,
        _ options: ResponseCheckOptions
    ) throws(CorpusError) {
        let content = ResponseReading(headers: options.headers, isRedacted: isRedacted)
        var learner = NoiseLearner(headers: options.headers, limits: options.learning)
        var reader = try CorpusReader(path: path, options: reading)
        while let exchange = try reader.next() {
            guard let response = Self.response(exchange, content, withBody: false) else { continue }
            learner.take(request: Self.identity(of: exchange.request), fingerprint: Self.fingerprint(response))
        }
        if learner.needsSecondPass {
            var endpoints = EndpointTable(patterns: patterns)
            reader = try CorpusReader(path: path, options: reading)
            while let exchange = try reader.next() {
                let identity = Self.identity(of: exchange.request)
                guard learner.wants(request: identity),
                    let response = Self.response(exchange, content, withBody: true)
                else { continue }
                // Before the names are looked at: it may be a new one.
                let endpoint = endpoints.index(of: exchange.request)
                learner.take(
                    request: identity,
                    response,
                    of: endpoints.names[endpoint],
                    isBodiless: exchange.request.bytes(of: .method).elementsEqual("HEAD".utf8)
                )
            }
        }
        learner.finish()
        noise = learner.noise
        figures = learner.figures
    }

    /// A whole recorded response of which more is known than its status.
    private static func response(
        _ exchange: Exchange,
        _ reading: ResponseReading,
        withBody: Bool
    ) -> ResponseContent? {
        guard let status = exchange.outcome.status,
            exchange.outcome.ending == .complete || exchange.outcome.ending == .unknown
        else { return nil }
        var content = reading.recorded(exchange.outcome, exchange.response, status: status, withBody: withBody)
        // Pseudonyms are the same for the same values, so that redacted bodies tell of each other as others do.
        content.isRedacted = false
        if content.digest == nil, let body = exchange.response?.body { content.digest = BodyDigest(of: body).crc32 }
        if content.size == nil, let body = exchange.response?.body { content.size = UInt64(body.count) }
        return content.digest == nil && content.headers == nil ? nil : content
    }

    /// A number of a request's own: of all by which a service tells what to answer, as far as anyone can know.
    ///
    /// Two users who ask for the same page with cookies of their own are no two identical requests; what differs between their
    /// pages is no noise.
    private static func identity(of request: borrowing RecordedRequest) -> UInt64 {
        var hash = Hash()
        for part in [RecordedRequest.Part.method, .authority, .target] {
            hash.add(request.bytes(of: part))
        }
        let fields = request.bytes(of: .fields)
        for line in FieldLines(fields) where selecting.contains(where: { $0.matches(fields[line.name]) }) {
            hash.add(fields[line.value])
        }
        var body = BodyDigest()
        body.update(request.bytes(of: .body).span.bytes)
        hash.add(body.size)
        hash.add(UInt64(body.crc32))
        return hash.value
    }

    /// Fields of requests that choose among responses: who asks, and for which representation (RFC 9110, section 12.5.5).
    private static let selecting =
        SecretNames.fields.map { FieldName($0) } + [
            "accept", "accept-encoding", "accept-language", "range", "if-none-match", "if-modified-since", "if-range",
            "if-match", "if-unmodified-since", "origin",
        ]

    private static func fingerprint(_ response: ResponseContent) -> UInt64 {
        var hash = Hash()
        hash.add(UInt64(response.status))
        hash.add(response.size ?? .max)
        hash.add(response.digest.map(UInt64.init) ?? .max)
        for header in response.headers ?? [] {
            hash.add(header == nil ? 0 : 1)
            hash.add(Array((header ?? "").utf8)[...])
        }
        return hash.value
    }

    /// FNV-1a over parts whose ends count, mixed; the same on every machine.
    private struct Hash {
        private var state: UInt64 = 0xCBF2_9CE4_8422_2325

        var value: UInt64 { SplitMix64.mixed(state) }

        mutating func add(_ bytes: ArraySlice<UInt8>) {
            for byte in bytes { state = (state ^ UInt64(byte)) &* 0x100_0000_01B3 }
            add(UInt64(bytes.count))
        }

        mutating func add(_ number: UInt64) { state = SplitMix64.mixed(state &+ number) }
    }
}
