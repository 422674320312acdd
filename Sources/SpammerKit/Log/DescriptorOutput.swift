import Glibc

/// Writes to files, pipes and terminals that are open, such as standard output.
package enum DescriptorOutput {
    /// Writes all of some bytes, however long that takes.
    ///
    /// - Returns: The system's number of the error that prevented it, such as `EPIPE`; 0 for none.
    package static func write(_ bytes: RawSpan, to descriptor: Int32) -> Int32 {
        // A pointer for write(2), which keeps none.
        bytes.withUnsafeBytes { bytes in
            var written = 0
            while written < bytes.count {
                let count = Glibc.write(descriptor, bytes.baseAddress?.advanced(by: written), bytes.count - written)
                if count >= 0 {
                    written += count
                } else if errno == EAGAIN {
                    // Another process that has the same pipe or terminal may have made it one that does not wait.
                    var room = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                    _ = poll(&room, 1, -1)
                } else if errno != EINTR {
                    return errno
                }
            }
            return 0
        }
    }
}
