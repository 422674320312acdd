import Analysis
import TestSupport
import Testing

@testable import Report

@Suite("A line of progress")
struct ProgressTextTests {
    private func progress(failed: Bool = false, late: Double = 0, dropped: Int = 0) -> ProgressText {
        var run = RunBuilder()
        for number in 0..<50 {
            let result: Measurement.Result = failed && number == 3 ? .failed(.reset) : .passed
            run.add(RunBuilder.measurement(at: Double(number), late: late, took: 2, result: result))
        }
        for _ in 0..<dropped {
            run.recorder.schedule(at: RunBuilder.instant(50))
            run.recorder.drop(endpoint: 0, intended: RunBuilder.instant(50))
        }
        return ProgressText(run.recorder.takeInterval(), elapsed: 7, runtime: 60, intervalSeconds: 1, inFlight: 3)
    }

    @Test("has its parts in their places")
    func parts() {
        let line = progress().line()
        #expect(
            line == "00:07 of 01:00  sent        53     50.0/s  in flight    3  p50  2.00 ms  p99  2.00 ms  failed 0"
        )
        #expect(progress(failed: true).line().count == line.count)
        #expect(progress(failed: true).line().hasSuffix("failed 1"))
    }

    @Test("says that arrivals were dropped")
    func dropped() {
        #expect(progress(dropped: 2).line().hasSuffix("failed 0  dropped 2"))
        #expect(progress(dropped: 2).cannotKeepUp()?.hasPrefix("Can't keep up! 2 arrivals dropped") == true)
    }

    @Test("says that the generator is late, by lateness and not by how long requests take")
    func late() {
        #expect(progress().cannotKeepUp(limit: 10_000_000) == nil)
        let words = progress(late: 12).cannotKeepUp(limit: 10_000_000)
        #expect(
            words
                == "Can't keep up! This second's requests left 12.0 ms late (p99); a run that is more than 10.0 ms late is invalid."
        )
    }

    @Test("of a run without an end has its time only")
    func endless() {
        var endless = progress()
        endless.runtime = nil
        #expect(endless.line().hasPrefix("00:07  sent "))
    }
}
