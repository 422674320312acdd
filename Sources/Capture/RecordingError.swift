/// A recording cannot be made.
package enum RecordingError: Error, Sendable, Hashable, CustomStringConvertible {
    /// An input cannot be opened or read: its name, and what the system says.
    case input(name: String, problem: String)
    /// An input is of no kind that can be recorded.
    case unknownKind(name: String, start: String)
    /// libpcap refuses a capture, and says why.
    case capture(name: String, problem: String)
    /// libpcap refuses the filter, and says why.
    case filter(String, problem: String)
    /// The link layer of a capture is not one that can be read.
    case linkType(name: String, linkType: String)
    /// An interface cannot be captured: its name, what the system says, and the names that there are.
    case interface(name: String, problem: String, known: [String])
    /// Too many lines or entries could not be read: how many, and the first of them.
    case badLines(name: String, count: UInt64, limit: Int, first: String)

    /// What was expected, what was there, and what to do.
    package var description: String {
        switch self {
        case .input(let name, let problem):
            "cannot read \(name): \(problem)"
        case .unknownKind(let name, let start):
            """
            \(name): expected a capture (pcap or pcapng), a HAR file, JSON lines of HAR entries or of an access \
            log, the log of a load balancer of AWS, or a GoReplay file, plain or gzipped; this is none of them, \(start)
            """
        case .capture(let name, let problem):
            "\(name): libpcap cannot read this capture: \(problem)"
        case .filter(let filter, let problem):
            "--filter '\(filter)' is no BPF expression for this capture: \(problem)"
        case .linkType(let name, let linkType):
            """
            \(name): its link layer is \(linkType); Spammer reads Ethernet, loopback (NULL, LOOP), Linux cooked (SLL, SLL2), \
            PPP, Cisco HDLC, and raw IP
            """
        case .interface(let name, let problem, let known):
            "cannot capture \(name): \(problem)"
                + (known.isEmpty || known.contains(name) ? "" : "; there are \(known.joined(separator: ", "))")
        case .badLines(let name, let count, let limit, let first):
            """
            \(name): \(count) lines or entries cannot be read, and --max-bad-lines allows \(limit). The first: \(first)
            """
        }
    }
}
