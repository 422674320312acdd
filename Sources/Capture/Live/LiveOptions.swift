/// What is recorded of interfaces, and until when.
package struct LiveOptions: Sendable {
    /// The interfaces' names; `any` is all of them.
    package var interfaces: [String]
    /// What is recorded, and when a person wants it to end.
    package var recorder: RecorderOptions
    /// Nanoseconds after which it ends; nil for never.
    package var duration: UInt64?
    /// Exchanges after which it ends; nil for any number.
    package var limit: UInt64?
    /// Whether what a replay on this machine sends is recorded like anything else.
    package var includesReplays = false
    /// What the kernel holds for each interface while this program is busy.
    package var bufferBytes = 32 << 20

    /// A recording without an end.
    package init(interfaces: [String], recorder: RecorderOptions) {
        self.interfaces = interfaces
        self.recorder = recorder
    }
}
