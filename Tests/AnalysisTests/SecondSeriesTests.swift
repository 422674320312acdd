import Analysis
import FoundationEssentials
import TestSupport
import Testing

@Suite("An endpoint second by second")
struct SecondSeriesTests {
    private static func recorder(_ measurements: [Measurement], endpoints: Int = 1) -> RunRecorder {
        var recorder = RunRecorder(endpoints: endpoints, origin: RunBuilder.origin)
        for measurement in measurements { recorder.record(measurement) }
        return recorder
    }

    private static func total(_ series: SecondSeries, _ clock: SecondSeries.Clock) -> Int {
        (0..<series.bucketCount).reduce(0) { $0 + series.times(clock, bucket: $1).reduce(0) { $0 + Int($1) } }
    }

    @Test("Every time lies in its cell, which is narrow")
    func cells() {
        var random = SeededGenerator(seed: 1)
        for _ in 0..<5000 {
            let time = UInt64.random(in: 0...UInt64.max, using: &random) >> UInt64.random(in: 0..<64, using: &random)
            let index = TimeCells.index(of: time)
            #expect(index < TimeCells.count)
            #expect(Double(time) >= TimeCells.start(of: index))
            if index < TimeCells.count - 1 { #expect(Double(time) < TimeCells.start(of: index + 1)) }
            if index > 0, index < TimeCells.count - 1 {
                #expect(TimeCells.start(of: index + 1) / TimeCells.start(of: index) <= 1 + 1 / 32 + 1e-9)
            }
        }
    }

    @Test("A request is counted in the second that it was sent in, by outcome and time")
    func seconds() throws {
        let series = try #require(
            Self.recorder([
                RunBuilder.measurement(at: 200, took: 5, result: .passed),
                RunBuilder.measurement(at: 2500, took: 40, result: .failed(.timeout)),
                RunBuilder.measurement(at: 2600, took: 40, result: .failed(.connect)),
            ]).endpoints[0].seconds
        )
        #expect(series.bucketCount == 3)
        #expect((0..<3).map { series.count(.passed, bucket: $0) } == [1, 0, 0])
        #expect((0..<3).map { series.count(.failed, bucket: $0) } == [0, 0, 2])
        #expect(series.times(.serviceTime, bucket: 0).firstIndex(of: 1) != nil)
        // A refused connection has no time.
        #expect(Self.total(series, .responseTime) == 2)
        let index = TimeCells.index(of: 40_000_000)
        let times = series.times(.serviceTime, bucket: 2)
        #expect(times[times.startIndex + index] == 1)
    }

    @Test("Two loops' records make the one that a single loop would have kept", arguments: 0..<4 as Range<UInt64>)
    func merging(seed: UInt64) {
        var measurements = RandomRun.measurements(count: 300, endpoints: 3, seed: seed)
        // One loop of a long run has wider buckets than the other.
        measurements.append(RunBuilder.measurement(at: 400_000, took: 3, result: .passed))
        let whole = Self.recorder(measurements, endpoints: 3)
        var left = Self.recorder(Array(measurements.prefix(100)), endpoints: 3)
        left.merge(Self.recorder(Array(measurements.dropFirst(100)), endpoints: 3))
        #expect(left.endpoints.map(\.seconds) == whole.endpoints.map(\.seconds))
    }

    @Test("A long run has wider buckets, loses nothing, and takes no more memory")
    func folding() throws {
        let measurements = (0..<1000).map { RunBuilder.measurement(at: Double($0) * 3600, took: 1, result: .passed) }
        let series = try #require(Self.recorder(measurements).endpoints[0].seconds)
        #expect(series.bucketCount <= RecorderLimits.secondBuckets)
        #expect(series.bucketSeconds == 32)
        #expect(series.count(.passed) == 1000)
        #expect(Self.total(series, .responseTime) == 1000)
    }

    @Test("Endpoints beyond the limit have no seconds, and are counted all the same")
    func manyEndpoints() {
        let beyond = RecorderLimits.endpointsWithSeconds
        let recorder = Self.recorder([RunBuilder.measurement(endpoint: beyond, took: 1, result: .passed)])
        #expect(recorder.endpoints[beyond].seconds == nil)
        #expect(recorder.endpoints[beyond].books.passed == 1)
    }

    @Test("What is written is read as it was", arguments: 0..<4 as Range<UInt64>)
    func roundTrip(seed: UInt64) throws {
        let measurements = RandomRun.measurements(count: 500, endpoints: 1, seed: seed)
        let series = try #require(Self.recorder(measurements).endpoints[0].seconds)
        let json = try JSONEncoder().encode([series])
        #expect(try JSONDecoder().decode([SecondSeries].self, from: json) == [series])
    }

    @Test("Damaged seconds are an error, whatever the damage")
    func damage() throws {
        let series = try #require(
            Self.recorder(RandomRun.measurements(count: 50, endpoints: 1, seed: 9)).endpoints[0].seconds
        )
        let json = try JSONEncoder().encode([series])
        let text = try #require(try JSONDecoder().decode([String].self, from: json).first)
        let bytes = [UInt8](try #require(Data(base64Encoded: text)))
        func read(_ bytes: [UInt8]) throws -> [SecondSeries] {
            try JSONDecoder().decode([SecondSeries].self, from: JSONEncoder().encode([Data(bytes)]))
        }
        for length in 0..<bytes.count { #expect(throws: DecodingError.self) { try read(Array(bytes[..<length])) } }
        #expect(throws: DecodingError.self) { try read(bytes + [0]) }
        // More buckets than there can be; a place outside a bucket; a count of 33 bits; a number without an end.
        for bad in [[0, 0x81, 0x01], [0, 1, 1, 0xFF, 0x7F, 1], [0, 1, 1, 0, 0x80, 0x80, 0x80, 0x80, 0x10], [0xFF]] {
            #expect(throws: DecodingError.self) { try read(bad.map { UInt8($0) }) }
        }
        var random = SeededGenerator(seed: 3)
        for _ in 0..<300 {
            var changed = bytes
            changed[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            _ = try? read(changed)
        }
    }

    @Test("A summary with twenty endpoints of a minute stays small")
    func size() throws {
        var run = RunBuilder(endpoints: (0..<20).map { "GET /\($0)" })
        var random = SeededGenerator(seed: 5)
        for index in 0..<30_000 {
            let spread = (0..<4).reduce(0.0) { sum, _ in sum + Double.random(in: 0..<1, using: &random) }
            run.add(
                RunBuilder.measurement(endpoint: index % 20, at: Double(index) * 2, took: 5 * spread, result: .passed)
            )
        }
        let bytes = try run.summary().json().count
        #expect(bytes < 1_000_000, "\(bytes) bytes")
    }
}
