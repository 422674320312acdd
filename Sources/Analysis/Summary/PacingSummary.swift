/// How arrivals were spaced.
package struct PacingSummary: Sendable, Hashable, Codable {
    /// Where the intended instants come from.
    package enum Mode: String, Sendable, Hashable, Codable {
        /// The recorded spacing, divided by the speed.
        case recorded
        /// A fixed rate.
        case rate
    }

    /// Where the intended instants come from.
    package var mode: Mode
    /// The factor on the recorded pace; nil for a fixed rate.
    package var speed: Double?
    /// Requests a second that were asked for, on average.
    package var askedRate: Double
    /// Requests a second that were sent, over `seconds`.
    package var reachedRate: Double
    /// Seconds that sending took, or was planned to take, whichever is longer; of a run that was stopped, the seconds to the
    /// order to stop.
    package var seconds: Double
    /// Whether it was told to stop before its end; nil where it was not.
    package var stoppedEarly: Bool?

    /// What stands for the seconds while a summary that does not have them is read: they cannot be negative.
    static let unknownSeconds = -1.0

    /// Whether two rates that were asked for differ by no more than what rounding and the end of a run make.
    static func isClose(_ left: Double, _ right: Double) -> Bool {
        abs(left - right) <= 0.01 * max(abs(left), abs(right))
    }
}

/// Reads pacing as it is written today, and as the first summaries had it: without its seconds.
extension PacingSummary {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            mode: try container.decode(Mode.self, forKey: .mode),
            speed: try container.decodeIfPresent(Double.self, forKey: .speed),
            askedRate: try container.decode(Double.self, forKey: .askedRate),
            reachedRate: try container.decode(Double.self, forKey: .reachedRate),
            seconds: try container.decodeIfPresent(Double.self, forKey: .seconds) ?? Self.unknownSeconds,
            stoppedEarly: try container.decodeIfPresent(Bool.self, forKey: .stoppedEarly)
        )
    }

    /// Reckons the seconds of a summary that does not have them: those that its rate was over.
    ///
    /// - Parameters:
    ///   - sent: requests that were sent.
    ///   - runtime: seconds over which they were planned, which is what is left where none was sent.
    mutating func completeSeconds(sent: UInt64, runtime: Double) {
        guard seconds == Self.unknownSeconds else { return }
        seconds = reachedRate > 0 ? Double.ratio(Double(sent), to: reachedRate) ?? runtime : runtime
    }
}
