import Analysis
import Corpus
import Foundation
import TestSupport
import Testing

@Suite("A trend across releases")
struct ReleaseTrendTests {
    @Test("has the levels before and after a change, and names the release where it begins")
    func change() throws {
        let trend = KeptRunBuilder.stepped.trend { $0.label = "release" }
        #expect(trend.points.map(\.name) == (0..<14).map { "v1.\($0)" })
        #expect(trend.canTell && trend.leftOut == [] && trend.available == 14)
        let change = try #require(trend.changes.first)
        #expect(trend.changes.count == 1 && change.name == "v1.8" && change.index == 8)
        #expect(change.before.points == 0..<8 && change.after.points == 8..<14)
        #expect(abs(change.before.value - 40) < 0.1 && abs(change.after.value - 45) < 0.1)
        #expect(trend.isWorse(change))
        #expect(trend.levels == [change.before, change.after])
        #expect(change.probability < 0.01)
        // Levels may have one median, and a small change between them all the same: that is not for the worse.
        var level = change
        level.after.value = level.before.value
        #expect(!trend.isWorse(level))
    }

    @Test("takes the median of a release's runs, wherever they lie in time, and says how far they spread")
    func severalRuns() throws {
        var builder = KeptRunBuilder()
        for (release, value) in [("v1", 40.0), ("v2", 50), ("v1", 44), ("v2", 52), ("v1", 41)] {
            builder.add(p99: value, release: release)
        }
        let trend = builder.trend { $0.label = "release" }
        #expect(trend.points.map(\.name) == ["v1", "v2"])
        #expect(trend.points.map(\.value) == [41, 51])
        #expect(trend.points.map(\.spread) == [40...44, 50...52])
        #expect(trend.points.first?.runs.map(\.id) == [1, 3, 5])
        #expect(!trend.canTell && trend.changes == [] && trend.levels.map(\.value) == [46])
    }

    @Test("leaves out what is not like the newest run, and counts it by its reason")
    func leftOut() {
        var builder = KeptRunBuilder()
        builder.add(p99: 40, release: "a")
        builder.add(p99: 400, release: "b") { $0.verdict = .invalid }
        builder.add(p99: 400) { $0.corpusDigest = "other" }
        builder.add(p99: 400, release: "d") { $0.corpusDigest = "other" }
        builder.add(p99: 400, release: "e") { $0.pace?.speed = 4 }
        builder.add(p99: 400, release: "f") { $0.target = "http://other" }
        builder.add(p99: 400, release: "g")
        builder.removeFigures(of: 7)
        builder.add(p99: 41, release: "h") { $0.pace?.askedRate = 80.9 }
        let trend = builder.trend { $0.label = "release" }
        #expect(trend.points.map(\.name) == ["a", "h"])
        #expect(
            trend.leftOut.map(\.reason) == [
                .invalid, .unlabelled, .otherCorpus, .otherPace, .otherTarget, .noFigure,
            ]
        )
        #expect(trend.leftOut.allSatisfy { $0.count == 1 })
        let all = builder.trend {
            $0.label = "release"
            $0.takesAllTargets = true
        }
        #expect(all.points.map(\.name) == ["a", "f", "h"])
        let other = builder.trend {
            $0.label = "release"
            $0.like = builder.runs[3]
        }
        #expect(other.points.map(\.name) == ["d"])
        #expect(other.like?.id == 4)
    }

    @Test("of closed loops takes in runs whatever rate they reached, and none that were paced")
    func closedLoops() {
        var builder = KeptRunBuilder()
        for rate in [900.0, 700, 950] {
            builder.add(p99: 40) {
                $0.pace = KeptPace(mode: .rate, speed: nil, askedRate: rate, isClosed: true)
                $0.reachedRate = rate
            }
        }
        builder.add(p99: 40) { $0.pace = KeptPace(mode: .rate, speed: nil, askedRate: 950) }
        let trend = builder.trend(.rate) { $0.like = builder.runs[0] }
        #expect(trend.points.map(\.value) == [900, 700, 950])
        #expect(trend.leftOut == [LeftOutRuns(reason: .otherPace, count: 1)])
    }

    @Test("follows failures and rates too, and knows which way is worse")
    func otherFigures() throws {
        var builder = KeptRunBuilder()
        for number in 0..<16 {
            builder.add(p99: 40, failures: number < 8 ? 50 : 250 + UInt64(number % 3)) {
                $0.reachedRate = (number < 8 ? 80.5 : 70) + Double(number % 3) / 10
            }
        }
        let failures = builder.trend(.failures)
        #expect(failures.points.first?.value == 0.01)
        #expect(failures.changes.map(\.name) == ["9"])
        #expect(failures.changes.allSatisfy(failures.isWorse))
        let rate = builder.trend(.rate)
        #expect(rate.changes.map(\.index) == [8])
        #expect(rate.changes.allSatisfy(rate.isWorse))
        #expect(builder.trend(.quantile(.p99, .responseTime)).points.map(\.value) == Array(repeating: 41, count: 16))
    }

    /// A series without noise, whose steps no chance explains.
    private static func steps(_ levels: [Double], of count: Int = 6) -> KeptRunBuilder {
        .releases(levels.flatMap { level in (0..<count).map { level * (1 + Double($0 % 3) / 10_000) } })
    }

    @Test(
        "marks no change that compare would take for noise, and keeps it apart",
        arguments: [
            // The level after a step from 100 ms, of p99 and of another quantile, which is half of it.
            (100.5, false, false), (105.2, false, true), (109.5, false, true), (111, true, true), (95.0, false, true),
            (90.5, true, true), (89, true, true),
        ]
    )
    func small(_ after: Double, _ isTailMarked: Bool, _ isMedianMarked: Bool) throws {
        let builder = Self.steps([100, after])
        for (quantile, isMarked) in [(Quantile.p99, isTailMarked), (.p50, isMedianMarked)] {
            let trend = builder.trend(.quantile(quantile, .serviceTime))
            #expect(trend.changes.map(\.index) == (isMarked ? [6] : []))
            #expect(trend.minor.map(\.index) == (isMarked ? [] : [6]))
            #expect(trend.levels.count == trend.changes.count + 1)
            #expect(trend.levels.map(\.points.count).reduce(0, +) == 12)
        }
    }

    @Test("marks it where rules are stricter, and no difference below their floor")
    func rules() {
        func marked(_ levels: [Double], _ change: (inout JudgementRules) -> Void) -> Int {
            Self.steps(levels).trend { change(&$0.rules) }.changes.count
        }
        #expect(marked([100, 102]) { $0.tailNoise = 0.01 } == 1)
        #expect(marked([100, 102]) { $0.tailNoise = 0.05 } == 0)
        #expect(marked([2, 2.8]) { _ in } == 0)
        #expect(marked([2, 2.8]) { $0.floor = 0.5 } == 1)
        #expect(marked([2, 3.2]) { _ in } == 1)
    }

    @Test("Small steps that add up to a large one are a change, and one back and forth is none")
    func drift() {
        let up = Self.steps([100, 104, 108, 112, 116, 120]).trend()
        #expect(!up.changes.isEmpty)
        #expect(up.changes.allSatisfy { $0.after.value > $0.before.value * 1.1 })
        let bump = Self.steps([100, 104, 100]).trend()
        #expect(bump.changes == [] && bump.levels.count == 1 && bump.minor.count == 2)
    }

    @Test("Of failures a tenth of a point matters, and of rates the noise")
    func smallOthers() {
        var builder = KeptRunBuilder()
        for number in 0..<16 {
            builder.add(p99: 40, sent: 1_000_000, failures: number < 8 ? 0 : 900 + UInt64(number % 3)) {
                $0.reachedRate = (number < 8 ? 100 : 96) + Double(number % 3) / 100
            }
        }
        #expect(builder.trend(.failures).changes == [] && builder.trend(.failures).minor.count == 1)
        #expect(builder.trend(.rate).changes == [] && builder.trend(.rate).minor.count == 1)
        #expect(builder.trend(.rate) { $0.rules.noise = 0.03 }.changes.count == 1)
    }

    @Test("looks at the newest releases only where that is asked for")
    func newest() {
        let trend = KeptRunBuilder.stepped.trend {
            $0.label = "release"
            $0.newest = 6
        }
        #expect(trend.points.map(\.name) == (8..<14).map { "v1.\($0)" })
        #expect(trend.available == 14 && trend.changes == [] && !trend.canTell)
    }

    @Test("knows a quantile that few times lie beyond")
    func unjudged() {
        var builder = KeptRunBuilder()
        builder.add(p99: 40, sent: 999)
        builder.add(p99: 40, sent: 1000)
        #expect(builder.trend().points.map(\.isJudged) == [false, true])
        #expect(builder.trend(.failures).points.map(\.isJudged) == [true, true])
    }

    @Test("of nothing is empty")
    func nothing() {
        let trend = KeptRunBuilder().trend()
        #expect(trend.points == [] && trend.levels == [] && trend.changes == [] && trend.like == nil)
    }

    @Test("has a JSON form")
    func json() throws {
        var builder = KeptRunBuilder.stepped
        builder.add(p99: 45) { $0.verdict = .invalid }
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        let text = String(decoding: try encoder.encode(builder.trend { $0.label = "release" }), as: UTF8.self)
        let json = try JSONValue(text: text)
        #expect(json["figure"] == .string("p99") && json["clock"] == .string("service_time"))
        #expect(json["unit"] == .string("ms") && json["can_tell"] == .bool(true))
        #expect(json["corpus_digest"] == .string("d1") && json["left_out"]?["invalid"] == .number(1))
        guard case .array(let releases) = json["releases"], case .array(let changes) = json["changes"],
            case .array(let levels) = json["levels"]
        else {
            Issue.record("lists are missing: \(text)")
            return
        }
        #expect(releases.map { $0["level"] } == (0..<14).map { .number($0 < 8 ? 0 : 1) })
        #expect(releases[0]["runs"] == .array([.number(1)]) && releases[0]["name"] == .string("v1.0"))
        #expect(changes.map { $0["at"] } == [.string("v1.8")] && changes[0]["worse"] == .bool(true))
        #expect(json["minor"] == .array([]))
        #expect(levels.map { $0["from"] } == [.string("v1.0"), .string("v1.8")])
    }
}
