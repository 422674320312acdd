import Glibc

/// Standard input as a file that can be read at any place, which a pipe is not.
enum StandardInput {
    /// Why it cannot be read.
    struct Failure: Error {
        let problem: String
    }

    /// Another descriptor of the file that holds all of standard input.
    ///
    /// It is read once in a process, into a file that only this process has: its name is gone as soon as it is open.
    static func descriptor() throws(Failure) -> Int32 {
        let descriptor = dup(try spooled.get())
        guard descriptor >= 0 else { throw Failure(problem: lastSystemError()) }
        return descriptor
    }

    private static let spooled: Result<Int32, Failure> = {
        do throws(Failure) { return .success(try spool()) } catch { return .failure(error) }
    }()

    private static func spool() throws(Failure) -> Int32 {
        var status = stat()
        // `< file` is a file already.
        if fstat(STDIN_FILENO, &status) == 0, status.st_mode & S_IFMT == S_IFREG { return STDIN_FILENO }
        let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        // Made with mode 0600.
        var template = Array("\(parent)/spammer-input-XXXXXX".utf8CString)
        let file = mkstemp(&template)
        guard file >= 0 else { throw Failure(problem: "\(parent): \(lastSystemError())") }
        unlink(template)
        _ = fcntl(file, F_SETFD, FD_CLOEXEC)
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = read(STDIN_FILENO, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw Failure(problem: lastSystemError()) }
            if count == 0 { return file }
            guard writeAll(Array(buffer.prefix(count)), to: file) else {
                throw Failure(problem: "it cannot be kept in \(parent): \(lastSystemError())")
            }
        }
    }
}
