import Foundation
import Glibc

/// A shell command with a pipe to its standard input and one from its standard output, neither of which ever blocks.
final class ExecProcess {
    /// What looking at the pipes came to.
    enum Event {
        /// Something was written or read, or the time was up.
        case some
        /// Its output has ended.
        case ended
    }

    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()
    /// What is to be written, behind some of what was.
    private(set) var unwritten = Data()
    /// How much of that has been written.
    private var written = 0
    private var isInputOpen = true
    private var received = Data()
    /// How much of `received` is known to have no line's end.
    private var scanned = 0

    private static let readSize = 64 << 10

    /// Starts a command.
    init(_ command: String) throws(ExecError.Problem) {
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", command]
        process.standardInput = input
        process.standardOutput = output
        do {
            try process.run()
        } catch {
            throw .start("\(error)")
        }
        for end in [writeEnd, readEnd] { _ = fcntl(end, F_SETFL, fcntl(end, F_GETFL) | O_NONBLOCK) }
    }

    private var writeEnd: CInt { input.fileHandleForWriting.fileDescriptor }
    private var readEnd: CInt { output.fileHandleForReading.fileDescriptor }

    /// Puts a line into what is to be written.
    func write(_ line: Data) {
        unwritten.append(line)
    }

    /// Ends its input once all is written.
    func finishInput() {
        isInputOpen = false
        if unwritten.isEmpty { try? input.fileHandleForWriting.close() }
    }

    /// Writes and reads what can be, or waits for that.
    func work(milliseconds: CInt) -> Event {
        var polls = [pollfd(fd: readEnd, events: Int16(POLLIN), revents: 0)]
        if !unwritten.isEmpty { polls.append(pollfd(fd: writeEnd, events: Int16(POLLOUT), revents: 0)) }
        guard poll(&polls, nfds_t(polls.count), milliseconds) > 0 else { return .some }
        if polls.count > 1, polls[1].revents != 0 { writeSome() }
        return polls[0].revents != 0 ? readSome() : .some
    }

    private func writeSome() {
        let count = unwritten.withUnsafeBytes { bytes in
            // `written` is what the system took of these bytes, no more than there are; the subscript checks it.
            let rest = UnsafeRawBufferPointer(rebasing: bytes[written...])
            return Glibc.write(writeEnd, rest.baseAddress, rest.count)
        }
        if count >= 0 {
            written += count
        } else if errno != EAGAIN, errno != EINTR {
            // It reads no more; whether that is its end its output tells.
            written = unwritten.count
        }
        if written == unwritten.count {
            (unwritten, written) = (Data(), 0)
        } else if written > max(Self.readSize, unwritten.count / 2) {
            // There may always be more to write: what was written goes, whenever it is more than the rest that is moved for it.
            (unwritten, written) = (Data(unwritten.dropFirst(written)), 0)
        }
        if unwritten.isEmpty, !isInputOpen { try? input.fileHandleForWriting.close() }
    }

    private func readSome() -> Event {
        var buffer = [UInt8](repeating: 0, count: Self.readSize)
        let count = read(readEnd, &buffer, buffer.count)
        if count > 0 {
            received.append(contentsOf: buffer[..<count])
            return .some
        }
        return count < 0 && (errno == EAGAIN || errno == EINTR) ? .some : .ended
    }

    /// The next whole line of its output, without its end; one that is too long is an error.
    func nextLine(limit: Int) throws(ExecError.Problem) -> Data? {
        guard let end = received[(received.startIndex + scanned)...].firstIndex(of: UInt8(ascii: "\n")) else {
            if received.startIndex > 0 { received = Data(received) }
            scanned = received.count
            guard received.count <= limit else { throw .longLine(limit) }
            return nil
        }
        let line = Data(received[..<end])
        received = received[(end + 1)...]
        scanned = 0
        return line
    }

    /// How it ended, in words, after its output has ended.
    func ending(within nanoseconds: UInt64) -> String {
        guard wait(nanoseconds) else { return "its output" }
        return process.terminationReason == .exit
            ? "with status \(process.terminationStatus)" : "by signal \(process.terminationStatus)"
    }

    /// Ends it: its input ends, and if that does not do it, it is told to, and then made to.
    func end(within nanoseconds: UInt64) {
        (unwritten, written) = (Data(), 0)
        finishInput()
        if wait(nanoseconds) { return }
        signal(SIGTERM)
        if wait(nanoseconds / 2) { return }
        signal(SIGKILL)
        process.waitUntilExit()
    }

    /// Waits until it has ended, or the time is up; what it writes meanwhile is let go.
    private func wait(_ nanoseconds: UInt64) -> Bool {
        let limit = ContinuousClock.now + .nanoseconds(Int64(clamping: nanoseconds))
        var hasOutput = true
        while process.isRunning {
            guard ContinuousClock.now < limit else { return false }
            if hasOutput, case .ended = work(milliseconds: 10) { hasOutput = false }
            received = Data()
            if !hasOutput { usleep(1000) }
        }
        return true
    }

    /// To all that the command has started, which is a group of its own.
    private func signal(_ number: CInt) {
        let group = getpgid(process.processIdentifier)
        if group > 0, group != getpgrp() { kill(-group, number) } else { kill(process.processIdentifier, number) }
    }
}
