import Glibc

/// How many files and sockets this process may have open at once.
enum DescriptorLimit {
    /// Descriptors beside those of connections: files, loops, standard streams.
    private static let others = 64

    /// Raises it to what the system allows.
    ///
    /// - Returns: How many there may be then.
    static func raise() -> Int {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return .max }
        if limit.rlim_cur < limit.rlim_max {
            var raised = limit
            raised.rlim_cur = limit.rlim_max
            if setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &raised) == 0 { limit = raised }
        }
        return Int(clamping: limit.rlim_cur)
    }

    /// As many connections as there may be, no more than a number.
    static func connections(_ most: Int) -> Int {
        max(1, min(most, raise() - others))
    }

    /// What to say before a run that may want more connections than there may be; nil where there are enough.
    static func warning(connections: Int, limit: Int) -> String? {
        let (sum, overflow) = connections.addingReportingOverflow(others)
        let needed = overflow ? Int.max : sum
        guard limit < needed else { return nil }
        return """
            \(connections) connections are asked for, and this process may have \(limit) files and sockets open: it opens \
            \(max(1, limit - others)), and requests that find all of them busy wait. Raise the limit (ulimit -n \(needed)), or ask \
            for fewer with --connections
            """
    }
}
