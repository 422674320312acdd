import Glibc

/// Ends the process, with the reason on standard error, where something that was promised does not hold.
///
/// `precondition` says nothing of its reason in a release build.
func require(_ isTrue: Bool, _ reason: @autoclosure () -> String) {
    if !isTrue { broken(reason()) }
}

/// Ends the process for a promise that does not hold.
func broken(_ reason: String) -> Never {
    let line = Array("Broken promise: \(reason)\n".utf8)
    _ = line.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
    abort()
}
