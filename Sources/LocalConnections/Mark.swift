/// What a process tells of one connection.
struct Mark {
    /// The number of its two ends; 0 for no connection.
    var digest: UInt64 = 0
    /// When it could first send, in nanoseconds of the wall clock.
    var opened: UInt64 = 0
    /// When it was closed; 0 while it is open.
    var closed: UInt64 = 0

    /// Three words.
    static let length = 24

    /// Nanoseconds to which packets are stamped at the coarsest.
    private static let resolution: UInt64 = 1_000

    /// Whether a packet that was stamped at an instant can be of it.
    ///
    /// The ends alone do not tell a connection: when it is closed, another process may get the same ones.
    func covers(_ time: UInt64) -> Bool {
        time >= opened / Self.resolution &* Self.resolution && (closed == 0 || time <= closed)
    }
}
