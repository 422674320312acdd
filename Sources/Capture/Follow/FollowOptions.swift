/// What is followed, and until when.
package struct FollowOptions: Sendable {
    /// The folder that captures are written into.
    package var folder: String
    /// What is recorded, and when a person wants it to end.
    package var recorder: RecorderOptions
    /// Nanoseconds after which it ends; nil for never.
    package var duration: UInt64?
    /// Exchanges after which it ends; nil for any number.
    package var limit: UInt64?

    /// A recording without an end.
    package init(folder: String, recorder: RecorderOptions) {
        self.folder = folder
        self.recorder = recorder
    }
}
