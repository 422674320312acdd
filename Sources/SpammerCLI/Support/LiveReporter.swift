import Capture
import Corpus
import Foundation
import Report

/// Tells a person how a live recording goes, and has what is settled written.
final class LiveReporter {
    private let isTerminal = isatty(STDERR_FILENO) == 1
    private var hasLine = false
    private var lastFlush: UInt64 = 0

    /// Nanoseconds after which what was recorded is on the disk, however little it is.
    private static let flushInterval: UInt64 = 10_000_000_000

    /// The corpora that are finished, where there is more than one.
    private(set) var finished = WrittenFiles()

    /// Says what begins.
    func begin(_ inputs: [String], into output: String) {
        let whole = output == "-" ? "" : "; until it is whole, the corpus is \(output).partial"
        StandardError.write("Recording \(inputs.joined(separator: ", ")); Ctrl-C ends it\(whole)\n")
    }

    /// Says that a corpus is finished, and another one begun.
    func finish(_ file: CorpusSeries.File) {
        end()
        finished.add(file)
        let exchanges = NumberText.count(file.footer.totals.exchanges, "exchange")
        StandardError.write("\(file.path) is whole: \(exchanges), \(NumberText.bytes(file.size))\n")
    }

    /// Once a second.
    func report(_ progress: LiveProgress, _ writer: CorpusSeries) throws {
        for (name, count) in progress.newDrops.sorted(by: { $0.key < $1.key }) {
            end()
            let packets = NumberText.count(count, "packet")
            StandardError.write("\(name): the kernel dropped \(packets), for want of room; --filter may take less\n")
        }
        if let instant = progress.settledUntil { try writer.advance(to: instant) }
        if progress.elapsed &- lastFlush >= Self.flushInterval {
            lastFlush = progress.elapsed
            try writer.flush()
        }
        guard isTerminal else { return }
        let clock = NumberText.clock(seconds: Double(progress.elapsed) / 1e9)
        let exchanges = NumberText.count(progress.exchanges, "exchange")
        StandardError.write("\r\u{1B}[K\(clock)  \(NumberText.count(progress.packets, "packet"))  \(exchanges)")
        hasLine = true
    }

    /// Leaves the line of progress.
    func end() {
        if hasLine { StandardError.write("\n") }
        hasLine = false
    }
}
