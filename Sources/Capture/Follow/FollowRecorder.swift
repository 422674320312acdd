package import Corpus
import Glibc

/// Makes exchanges of the captures that appear in a folder, while they are written.
///
/// They are one recording: a connection goes on from file to file, as the traffic did. The newest file is read as it grows.
package final class FollowRecorder {
    private let options: FollowOptions
    private let ring: RingFolder
    private var recorder: CaptureRecorder
    private var running = RunningProvenance()
    private var warnings: [String] = []
    /// All files that were written to no later are done.
    private var lastWritten = Int64.min
    /// Those of the others that are done, by inode: when each had been written to last.
    private var done: [UInt64: Int64] = [:]
    private var began: UInt64 = 0
    private var lastReport: UInt64 = 0
    private var lastDrops: UInt64 = 0
    private var packetsUntilLook = 0
    private var failure: (any Error)?

    /// Packets between two looks at the clock.
    private static let turn = 4096
    /// Microseconds to wait for more.
    private static let patience: useconds_t = 100_000
    /// Nanoseconds after which a file that does not grow is taken for a whole one, if there is another one.
    private static let quiet: UInt64 = 1_000_000_000
    private static let progressInterval: UInt64 = 1_000_000_000
    /// Bytes that tell what a file is.
    private static let peekLimit = 24
    private static let warningLimit = 20

    /// Looks at the folder.
    ///
    /// - Throws: ``RecordingError`` where it cannot be read, or the filter is no expression.
    package init(_ options: FollowOptions) throws(RecordingError) {
        self.options = options
        ring = RingFolder(path: options.folder)
        recorder = CaptureRecorder(options: options.recorder, firstConnection: 1)
        do throws(SourceFault) {
            _ = try ring.files(after: .max)
        } catch {
            throw .input(name: options.folder, problem: error.description)
        }
        if let filter = options.recorder.filter { _ = try PacketFilter(filter, linkType: 1) }
    }

    /// Records until it is told to end, its time is up, or it has enough.
    ///
    /// - Parameters:
    ///   - deliver: takes the exchanges.
    ///   - report: called once a second.
    /// - Returns: What was read, and the books.
    package func run(
        deliver: (Exchange) throws -> Void,
        report: (LiveProgress) throws -> Void
    ) throws -> Provenance {
        began = MonotonicClock.now()
        lastReport = began
        try withoutActuallyEscaping(report) { report in
            while !isOver {
                do throws(SourceFault) {
                    guard let next = try ring.files(after: lastWritten).first(where: { done[$0.inode] != $0.written })
                    else {
                        wait(report)
                        continue
                    }
                    read(next, deliver, report)
                    try advance()
                } catch {
                    throw RecordingError.input(name: options.folder, problem: error.description)
                }
                if let failure { throw failure }
            }
        }
        try recorder.finish(deliver: deliver)
        try report(progress(at: MonotonicClock.now()))
        return takeProvenance(isEnd: true)
    }

    /// What was read, and the books, since this was asked last.
    package func takeProvenance(isEnd: Bool = false) -> Provenance {
        defer { warnings = [] }
        let source = Provenance.Source(
            name: options.folder,
            kind: "ring",
            exchanges: recorder.exchanges,
            warnings: warnings
        )
        return running.take(options.recorder, account: recorder.account, sources: [source], isEnd: isEnd)
    }

    /// Reads one file to its end, which is where a newer one begins.
    private func read(
        _ file: RingFolder.File,
        _ deliver: (Exchange) throws -> Void,
        _ report: @escaping (LiveProgress) throws -> Void
    ) {
        var lastGrowth = (offset: UInt64.max, at: MonotonicClock.now())
        let source: GrowingSource
        do throws(SourceFault) {
            source = try GrowingSource(path: file.path) { [unowned self] offset in
                let now = MonotonicClock.now()
                if offset != lastGrowth.offset { lastGrowth = (offset, now) }
                if isOver || hasSuccessor(file, isQuiet: now &- lastGrowth.at > Self.quiet) { return true }
                wait(report)
                return isOver
            }
        } catch {
            // One that was taken away, or is somebody else's, is no reason to end what runs unattended.
            warn("\(file.path) cannot be read, and was passed over: \(error)")
            done[file.inode] = file.written
            return
        }
        do {
            let input = try Input(name: file.path, source, peekLimit: Self.peekLimit)
            let isStopped = { [unowned self] in
                packetsUntilLook -= 1
                if hasEnough { return true }
                guard packetsUntilLook <= 0 else { return false }
                packetsUntilLook = Self.turn
                look(report)
                return isOver
            }
            switch InputKind(start: input.start) {
            case .pcap:
                try receive(PcapReader(input, filter: options.recorder.filter), isStopped, deliver)
            case .pcapng:
                let reader = try PcapngReader(input, filter: options.recorder.filter)
                reader.onLore = { [lore = recorder.lore] in lore.add($0) }
                try receive(reader, isStopped, deliver)
            default:
                warn("\(file.path) is no capture, and was passed over")
            }
        } catch let error as RecordingError {
            warn("\(error)")
        } catch {
            failure = error
        }
        if source.wasOverwritten {
            warn("\(file.path) was written anew before all of it was read: have more files in the ring")
        }
        // One that was written anew has more to give.
        done[file.inode] = source.wasOverwritten ? nil : max(source.written, file.written)
    }

    /// Whether another file has been begun, and so this one is over.
    ///
    /// - Parameter isQuiet: whether it has not grown for some time: one whose time is the same may be either's successor.
    private func hasSuccessor(_ file: RingFolder.File, isQuiet: Bool) -> Bool {
        let others = (try? ring.files(after: file.written &- 1, except: file.inode)) ?? []
        return others.contains { $0.written > file.written || (isQuiet && done[$0.inode] != $0.written) }
    }

    /// Forgets the files of which it is known by their time alone that they are done.
    private func advance() throws(SourceFault) {
        // The clock of the files' times is coarse: more than one may have the same.
        let pending = try ring.files(after: lastWritten).first { done[$0.inode] != $0.written }?.written
        lastWritten = max(lastWritten, pending.map { $0 &- 1 } ?? done.values.max() ?? lastWritten)
        done = done.filter { $0.value > lastWritten }
    }

    private func receive(
        _ reader: some PacketReader,
        _ isStopped: () -> Bool,
        _ deliver: (Exchange) throws -> Void
    ) throws {
        try reader.forEachPacket(unless: isStopped) { time, packet, linkType, isFiltered in
            let decoder = linkType.map { PacketDecoder(linkType: $0) }
            try recorder.receive(packet, at: time, by: decoder, isFiltered: isFiltered, deliver: deliver)
        }
        recorder.note(reader)
        // That it was told to end is no fault of the file's.
        if !isOver { for warning in reader.warnings { warn(warning) } }
    }

    private func warn(_ warning: String) {
        if warnings.count < Self.warningLimit { warnings.append(warning) }
    }

    private var isOver: Bool {
        if failure != nil || options.recorder.isStopped() { return true }
        if hasEnough { return true }
        if let duration = options.duration, MonotonicClock.now() &- began >= duration { return true }
        return false
    }

    private var hasEnough: Bool {
        options.limit.map { recorder.exchanges >= $0 } ?? false
    }

    /// Waits for more, and tells how far it is.
    private func wait(_ report: (LiveProgress) throws -> Void) {
        // A signal ends the wait early, and that is fine.
        usleep(Self.patience)
        look(report)
    }

    private func look(_ report: (LiveProgress) throws -> Void) {
        let now = MonotonicClock.now()
        guard now &- lastReport >= Self.progressInterval, failure == nil else { return }
        lastReport = now
        do { try report(progress(at: now)) } catch { failure = error }
    }

    private func progress(at now: UInt64) -> LiveProgress {
        let dropped = recorder.account.packets.droppedByKernel
        defer { lastDrops = dropped }
        return LiveProgress(
            elapsed: now &- began,
            packets: recorder.account.packets.total,
            exchanges: recorder.exchanges,
            newDrops: dropped > lastDrops ? [options.folder: dropped &- lastDrops] : [:],
            settledUntil: recorder.settledUntil
        )
    }
}
