import Analysis

/// A test suite, and how it is written.
struct JUnitSuite: Sendable {
    /// How a case ended, and why.
    enum Outcome: Sendable {
        case passed
        case failure([String])
        case error([String])
        case skipped(String)
    }

    private struct Case {
        var group: String
        var name: String
        var outcome: Outcome
    }

    private let name: String
    private let timestamp: String?
    private let seconds: Double?
    var properties: [(name: String, value: String)] = []
    private var cases: [Case] = []

    init(name: String, timestamp: String?, seconds: Double?) {
        self.name = name
        self.timestamp = timestamp
        self.seconds = seconds
    }

    mutating func add(_ group: String, _ name: String, _ outcome: Outcome) {
        cases.append(Case(group: "spammer.\(group)", name: name, outcome: outcome))
    }

    mutating func add(_ thresholds: [ThresholdResult]) {
        for result in thresholds {
            add("threshold", result.expression, result.passed ? .passed : .failure([result.sentence]))
        }
    }

    var xml: String {
        var lines = [#"<?xml version="1.0" encoding="UTF-8"?>"#, "<testsuites\(counts)>"]
        let when = attributes([("timestamp", timestamp.map(Self.withoutZone))])
        lines.append("  <testsuite\(attributes([("name", name)]))\(counts)\(when)>")
        if !properties.isEmpty {
            lines.append("    <properties>")
            lines += properties.map { "      <property\(attributes([("name", $0.name), ("value", $0.value)]))/>" }
            lines.append("    </properties>")
        }
        for test in cases { lines += self.lines(of: test) }
        lines += ["  </testsuite>", "</testsuites>", ""]
        return lines.joined(separator: "\n")
    }

    private var counts: String {
        func count(_ matches: (Outcome) -> Bool) -> String { String(cases.count { matches($0.outcome) }) }
        return attributes([
            ("tests", String(cases.count)),
            ("failures", count { if case .failure = $0 { true } else { false } }),
            ("errors", count { if case .error = $0 { true } else { false } }),
            ("skipped", count { if case .skipped = $0 { true } else { false } }),
            ("time", Self.text(seconds: seconds ?? 0)),
        ])
    }

    private func lines(of test: Case) -> [String] {
        let head = "    <testcase\(attributes([("classname", test.group), ("name", test.name), ("time", "0")]))"
        let body: String
        switch test.outcome {
        case .passed: return [head + "/>"]
        case .failure(let reasons): body = element("failure", reasons)
        case .error(let reasons): body = element("error", reasons)
        case .skipped(let reason): body = "<skipped\(attributes([("message", reason)]))/>"
        }
        return [head + ">", "      " + body, "    </testcase>"]
    }

    private func element(_ name: String, _ reasons: [String]) -> String {
        let head = "<\(name)\(attributes([("message", reasons.first ?? ""), ("type", name)]))"
        return "\(head)>\(reasons.map(HTML.escaped).joined(separator: "\n"))</\(name)>"
    }

    private func attributes(_ pairs: [(String, String?)]) -> String {
        pairs.map { name, value in value.map { " \(name)=\"\(HTML.escaped($0))\"" } ?? "" }.joined()
    }

    /// Seconds as the format has them, with a point and no exponent.
    private static func text(seconds: Double) -> String {
        NumberText.fixed(seconds, decimals: 3).filter { $0 != "," }
    }

    /// The format's time has no zone; ours is UTC, as it has to be.
    private static func withoutZone(_ timestamp: String) -> String {
        String(timestamp.prefix { $0 != "." && $0 != "Z" })
    }
}
