import Testing

@testable import Analysis

@Suite("Noise, learned from a recording")
struct NoiseLearnerTests {
    /// Two passes over responses to some requests; the digest of a response is its text's.
    private static func learned(
        _ responses: [(request: UInt64, body: String)],
        keepsBodies: Bool = true,
        _ limits: NoiseLearner.Limits = .init()
    ) -> NoiseLearner {
        var learner = NoiseLearner(headers: [], limits: limits)
        func digest(_ text: String) -> UInt32 { text.utf8.reduce(7) { $0 &* 31 &+ UInt32($1) } }
        for (request, body) in responses { learner.take(request: request, fingerprint: UInt64(digest(body))) }
        for (request, body) in responses {
            var content = ResponseContent(status: 200)
            content.body = keepsBodies ? Array(body.utf8) : nil
            content.size = UInt64(body.utf8.count)
            content.digest = digest(body)
            learner.take(request: request, content, of: "GET /", isBodiless: false)
        }
        learner.finish()
        return learner
    }

    private static func list(_ learner: NoiseLearner) -> [String] {
        learner.noise.list.map { "\($0.field) \($0.kinds.map(\.rawValue).joined(separator: "+"))" }
    }

    @Test("is what differs between the responses to identical requests, and between no others")
    func identical() {
        let learner = Self.learned([
            (1, #"{"at":1,"n":5,"x":1}"#), (2, #"{"at":2,"n":6}"#), (1, #"{"at":3,"n":5}"#),
            (1, #"{"at":"4","n":5,"x":1}"#),
        ])
        #expect(Self.list(learner) == ["$.at type+value", "$.x missing"])
        #expect(learner.figures.repeated == 2 && learner.figures.compared == 2 && learner.figures.untracked == 0)
        #expect(learner.noise.has("$.x", .added, of: "GET /") && !learner.noise.has("$.x", .added, of: "GET /a"))
    }

    @Test("is the whole body where bodies are not kept, or have no structure")
    func whole() {
        #expect(Self.list(Self.learned([(1, "{\"a\":1}"), (1, "{\"a\":2}")], keepsBodies: false)) == ["body value"])
        #expect(Self.list(Self.learned([(1, "hello"), (1, "hallo")])) == ["body value"])
        #expect(Self.list(Self.learned([(1, "hello"), (2, "hallo")])) == [])
    }

    @Test("Another status teaches nothing: a release that gives it is told of")
    func status() {
        var learner = NoiseLearner(headers: [])
        for status in [200, 503] as [UInt16] {
            learner.take(request: 1, fingerprint: UInt64(status))
        }
        for status in [200, 503] as [UInt16] {
            var content = ResponseContent(status: status)
            (content.size, content.digest) = (1, UInt32(status))
            learner.take(request: 1, content, of: "GET /", isBodiless: false)
        }
        #expect(learner.noise.list.isEmpty && learner.figures.compared == 1)
    }

    @Test("costs bounded memory, and says what it did not look at")
    func bounds() {
        var limits = NoiseLearner.Limits()
        limits.requests = 10
        let twice = (0..<2).flatMap { turn in (0..<100).map { (UInt64($0), "{\"a\":\(turn)}") } }
        let few = Self.learned(twice, limits)
        #expect(few.figures.repeated == 10 && few.figures.untracked == 180)
        #expect(Self.list(few) == ["$.a value"])
        limits.requests = 1000
        limits.bytes = 1000
        let small = Self.learned(twice, limits)
        #expect(small.figures.compared < 10 && small.figures.untracked > 0)
        #expect(Self.list(small) == ["$.a value"])
        let wide = (0..<2).map { turn in
            (UInt64(1), "{" + (0..<10_000).map { "\"m\($0)\":\(turn)" }.joined(separator: ",") + "}")
        }
        #expect(Self.learned(wide).noise.list.count <= ResponseNoise.mostFields)
    }
}
