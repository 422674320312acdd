import Foundation
import Testing

@testable import SpammerKit

@Suite("A command with pipes", .timeLimit(.minutes(1)))
struct ExecProcessTests {
    @Test("holds what it has not taken, and not what it took")
    func unwritten() throws {
        let process = try ExecProcess("cat")
        let line = Data(repeating: UInt8(ascii: "x"), count: 1023) + [UInt8(ascii: "\n")]
        // As a replay does: so many lines are on their way at any time, more than the pipes hold.
        let onTheirWay = 512
        var (asked, answered, most) = (0, 0, 0)
        while answered < 20_000 {
            while asked - answered < onTheirWay {
                process.write(line)
                asked += 1
            }
            most = max(most, process.unwritten.count)
            _ = process.work(milliseconds: 1000)
            while let answer = try process.nextLine(limit: 1 << 20) {
                #expect(answer.count == 1023)
                answered += 1
            }
        }
        #expect(most <= 2 * onTheirWay * line.count)
        process.end(within: 1_000_000_000)
    }
}
