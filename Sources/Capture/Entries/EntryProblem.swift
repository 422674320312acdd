/// Why a line is no entry of any kind.
enum EntryProblem: Error, CustomStringConvertible {
    /// JSON, but neither a HAR entry nor a line of an access log that is known.
    case unknownLog
    /// A line among those of a load balancer that is none.
    case notALB

    var description: String {
        switch self {
        case .unknownLog:
            "neither a HAR entry nor a line of a known access log; --format names the log, or --log-map maps its fields"
        case .notALB: "no line of a load balancer's log: too few values, or a quote that is not closed"
        }
    }
}
