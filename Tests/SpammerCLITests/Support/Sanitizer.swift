import Foundation

/// What the tests were built with, as `tools/sanitize` says it.
enum Sanitizer {
    /// Whether it is the thread sanitizer.
    static var isThread: Bool { ProcessInfo.processInfo.environment["TSAN_OPTIONS"] != nil }
}
