import Analysis
import Testing

@Suite("Thresholds in YAML")
struct ThresholdFileTests {
    private static func texts(_ yaml: String) throws -> [String] {
        try ThresholdFile.thresholds(yaml: yaml).map(\.text)
    }

    @Test("A list of expressions, with or without quotation marks")
    func list() throws {
        let yaml = """
            thresholds:
              - p99 <= 300ms
              - 'GET /users/{id}: p95 <= 80ms'
              - POST /users: failures <= 1%
            """
        let found = ["p99 <= 300ms", "GET /users/{id}: p95 <= 80ms", "POST /users: failures <= 1%"]
        #expect(try Self.texts(yaml) == found)
    }

    @Test("Endpoints, each with its list")
    func map() throws {
        let yaml = """
            thresholds:
              all endpoints: [failures <= 0.1%, rate >= 95%]
              GET /users/{id}:
                - p95 <= 80ms
                - response p99 <= 1s
            """
        let found = [
            "failures <= 0.1%", "rate >= 95%", "GET /users/{id}: p95 <= 80ms", "GET /users/{id}: response p99 <= 1s",
        ]
        #expect(try Self.texts(yaml) == found)
    }

    @Test(
        "A file that cannot be used says what is wrong, and where",
        arguments: [
            (
                "thresholds:\n  - p99 <= 300ms\n  - p99 =< 300ms",
                "line 3: expected <=, <, >= or >\n  p99 =< 300ms\n      ^"
            ),
            ("limits: [p99 <= 1ms]", "line 1: expected thresholds:"),
            ("- p99 <= 300ms", "expected thresholds:"),
            ("thresholds: []", "it has no threshold"),
            ("thresholds:\n  GET /:\n    GET /a: [p99 <= 1ms]", "line 2: expected an endpoint and a list"),
            ("thresholds:\n  users: [p99 <= 1ms]", "line 2: expected an endpoint before the colon"),
            ("thresholds: [", "did not find expected"),
            ("", "expected thresholds:"),
        ]
    )
    func faults(yaml: String, message: String) throws {
        let fault = try #require(throws: ThresholdFile.Fault.self) { try ThresholdFile.thresholds(yaml: yaml) }
        #expect(fault.description.contains(message), "\(fault)")
    }
}
