import Analysis
import TestSupport
import Testing

@Suite("A measurement")
struct MeasurementTests {
    @Test("Response time runs from the intended instant, service time from the first byte written")
    func clocks() {
        let measurement = RunBuilder.measurement(at: 10, late: 3, took: 7, firstByteAfter: 5)
        #expect(measurement.responseTime == 10_000_000)
        #expect(measurement.serviceTime == 7_000_000)
        #expect(measurement.timeToFirstByte == 5_000_000)
        #expect(measurement.lateness == 3_000_000)
    }

    @Test("Opening a connection is the target's time: in the response time, not in the lateness")
    func connecting() {
        let measurement = RunBuilder.measurement(at: 10, late: 1, connecting: 40, took: 7)
        #expect(measurement.lateness == 1_000_000)
        #expect(measurement.responseTime == 48_000_000)
        #expect(measurement.serviceTime == 7_000_000)
    }

    @Test("Lateness is never negative, even where the connection took longer than the wait")
    func negativeLateness() {
        var measurement = RunBuilder.measurement(at: 10, took: 7)
        measurement.connectTime = 1_000_000_000
        #expect(measurement.lateness == 0)
        measurement.connectTime = 0
        measurement.intended = measurement.sent + 5
        #expect(measurement.lateness == 0)
    }

    @Test("A request that was never written has no service time and no lateness, but the user waited all the same")
    func neverSent() {
        var measurement = RunBuilder.measurement(at: 10, took: 7, result: .failed(.connect), status: 0)
        measurement.sent = 0
        #expect(measurement.serviceTime == nil)
        #expect(measurement.timeToFirstByte == nil)
        #expect(measurement.lateness == nil)
        #expect(measurement.responseTime == 7_000_000)
        #expect(measurement.attempted == measurement.lastByte)
    }

    @Test("Instants in the wrong order give 0, not a trap")
    func wrongOrder() {
        var measurement = RunBuilder.measurement(at: 10, took: 7)
        measurement.lastByte = 1
        measurement.firstByte = 1
        #expect(measurement.responseTime == 0)
        #expect(measurement.serviceTime == 0)
        #expect(measurement.timeToFirstByte == 0)
    }

    @Test(
        "Without a recording, a status from 400 up is a failure; with one, any other status is",
        arguments: [
            (200, 0, nil), (302, 0, nil), (400, 0, .status), (503, 0, .status), (200, 200, nil), (404, 404, nil),
            (200, 404, .status), (500, 200, .status), (0, 200, .status),
        ] as [(UInt16, UInt16, FailureKind?)]
    )
    func statusFailure(status: UInt16, recorded: UInt16, kind: FailureKind?) {
        #expect(FailureKind.ofStatus(status, recorded: recorded) == kind)
    }
}

@Suite("The books")
struct BooksTests {
    @Test("Books whose parts add up have no imbalance")
    func balanced() {
        var books = Books()
        books.scheduled = 10
        books.sent = 7
        books.dropped = 2
        books.cancelled = 1
        books.passed = 4
        books.failed = 2
        books.unfinished = 1
        #expect(books.imbalances == [])
    }

    @Test("Each sum that does not hold is named, with both figures")
    func imbalanced() {
        var books = Books()
        books.scheduled = 10
        books.sent = 7
        books.passed = 6
        #expect(books.imbalances == ["scheduled: 10 in all, 7 in the parts", "sent: 7 in all, 6 in the parts"])
    }
}
