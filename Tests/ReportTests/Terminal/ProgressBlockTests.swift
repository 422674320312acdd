import Analysis
import TestSupport
import Testing

@testable import Report

@Suite("The block of progress")
struct ProgressBlockTests {
    private func progress(
        runtime: Double? = 60,
        seconds: Int = 27,
        failing: Bool = false,
        late: Double = 0.1,
        dropped: Int = 0,
        draining: Bool = false
    ) -> RunProgress {
        var run = RunBuilder()
        var progress = RunProgress(runtime: runtime, askedRate: 50, latenessLimit: 10_000_000)
        for second in 1...seconds {
            for number in 0..<(second < 20 ? 50 : 25) {
                let result: Measurement.Result = failing && number == 3 ? .failed(.timeout) : .passed
                let measurement = RunBuilder.measurement(
                    at: Double(second) * 1000,
                    late: late,
                    took: second == 5 ? 40 : 2,
                    result: result
                )
                run.add(measurement)
            }
            if second == seconds {
                for _ in 0..<dropped {
                    run.recorder.schedule(at: RunBuilder.instant(50))
                    run.recorder.drop(endpoint: 0, intended: RunBuilder.instant(50))
                }
            }
            progress.add(
                run.recorder.takeInterval(),
                inFlight: 12,
                phase: draining ? .draining : .sending,
                elapsed: Double(second)
            )
        }
        return progress
    }

    @Test("has its cells beside each other where there is room")
    func wide() {
        let lines = ProgressBlock(progress()).lines(columns: 100)
        #expect(
            lines == [
                "00:27 of 01:00  ███████████████████████████░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░   45%  00:33 left",
                "rate          25.0/s  of 50.0/s  ███████████████████▄▄▄▄▄▄▄▄",
                "sent           1,162  dropped 0                    p50          2.10 ms  run  2.10 ms",
                "in flight         12                               p99          2.10 ms  run  40.1 ms",
                "failed             0                               late p99    0.100 ms  run 0.100 ms  limit 10.0 ms",
            ]
        )
    }

    @Test("has its cells below each other where there is none")
    func narrow() {
        let lines = ProgressBlock(progress(failing: true)).lines(columns: 40)
        #expect(
            lines == [
                "00:27 of 01:00  ██▋░░░   45%  00:33 left",
                "rate          25.0/s  of 50.0/s  ███████",
                "sent           1,162  dropped 0",
                "in flight         12",
                "failed            27  2.3%  timeout 27",
                "p50          2.10 ms  run  2.10 ms",
                "p99          2.10 ms  run  40.1 ms",
                "late p99    0.100 ms  run 0.100 ms",
            ]
        )
    }

    @Test("has three cells beside each other on a wide terminal")
    func widest() {
        let lines = ProgressBlock(progress(failing: true)).lines(columns: 200)
        #expect(lines.count == 4)
        #expect(lines[2].contains("sent           1,162  dropped 0"))
        #expect(lines[2].hasSuffix("failed            27  2.3%  timeout 27"))
        #expect(lines[3].hasSuffix("late p99    0.100 ms  run 0.100 ms  limit 10.0 ms"))
    }

    @Test("is never wider than the terminal, nor changes its number of lines", arguments: 1...200)
    func fits(columns: Int) {
        for progress in [
            progress(), progress(failing: true, late: 12, dropped: 3), progress(runtime: nil), progress(draining: true),
            progress(runtime: 1_000_000),
        ] {
            let lines = ProgressBlock(progress).lines(columns: columns)
            #expect(lines.allSatisfy { DisplayText.width(of: $0) <= columns })
            #expect(lines.count == (columns < 76 ? 8 : columns < 132 ? 5 : 4))
            let colored = ProgressBlock(progress).lines(columns: columns, TextStyle(isColored: true))
            #expect(colored.map(Self.withoutColors) == lines)
        }
    }

    /// A line without its colours.
    ///
    /// By hand, as thousands of lines take minutes with an expression where the thread sanitizer looks on.
    private static func withoutColors(_ line: String) -> String {
        var (plain, isInside) = ("", false)
        for scalar in line.unicodeScalars {
            if scalar == "\u{1B}" {
                isInside = true
            } else if !isInside {
                plain.unicodeScalars.append(scalar)
            } else if scalar == "m" {
                isInside = false
            } else {
                #expect("[0123456789;".unicodeScalars.contains(scalar))
            }
        }
        return plain
    }

    @Test("says that the generator is late, in words and in the warning's colour")
    func late() {
        let late = ProgressBlock(progress(late: 12, dropped: 3))
        #expect(late.lines(columns: 40).last == "late p99     12.0 ms  over 10.0 ms")
        #expect(late.lines(columns: 40)[2] == "sent           1,162  dropped 3")
        let colored = late.lines(columns: 40, TextStyle(isColored: true))
        #expect(colored.last == "late p99   \u{1B}[33m  12.0 ms\u{1B}[0m  \u{1B}[33mover 10.0 ms\u{1B}[0m")
        #expect(colored[2].contains("\u{1B}[1;31mdropped 3\u{1B}[0m"))
    }

    @Test("of a run without an end has its time only")
    func endless() {
        #expect(ProgressBlock(progress(runtime: nil)).lines(columns: 80)[0] == "00:27")
    }

    @Test("says what a run that drains waits for")
    func draining() {
        let line = ProgressBlock(progress(draining: true)).lines(columns: 80)[0]
        #expect(line.hasSuffix("░  draining 12 requests"))
        #expect(!line.contains("left"))
        let endless = ProgressBlock(progress(runtime: nil, draining: true)).lines(columns: 80)[0]
        #expect(endless == "00:27  draining 12 requests")
    }

    @Test("keeps a minute of rates")
    func rates() {
        #expect(progress(seconds: 100).rates.count == 60)
        #expect(progress(seconds: 100).rates.allSatisfy { $0 == 25 })
    }

    @Test("names the kind of failure that there is most of")
    func worst() {
        var run = RunBuilder()
        for kind: FailureKind in [.reset, .timeout, .timeout, .connect] {
            run.add(RunBuilder.measurement(took: 2, result: .failed(kind)))
        }
        var progress = RunProgress(runtime: nil, askedRate: nil)
        progress.add(run.recorder.takeInterval(), inFlight: 0, phase: .sending, elapsed: 1)
        progress.add(run.recorder.takeInterval(), inFlight: 0, phase: .sending, elapsed: 2)
        let lines = ProgressBlock(progress).lines(columns: 60)
        #expect(lines[4] == "failed             4  100.0%  timeout 2")
        #expect(lines[1] == "rate          0.00/s  █")
    }
}
